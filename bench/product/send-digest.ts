import { type Measurement, ratio } from '../measurement.js';
import { cpuSeconds, sumKnown } from '../processes/process-usage.js';
import { waitForCount } from '../processes/wait-until.js';
import type { SinkReport } from '../sink/arrivals.js';
import { rateAtSink } from '../sink/rate.js';
import type { SinkProcess } from '../sink/start-sink.js';
import type { Ground } from './ground.js';
import { type RunningProduct, STILL_MS, type Usage } from './running-product.js';

/** Who takes the mail: our own sink, which counts, or another server, which the ledger has to speak for. */
export type MailTaker = { readonly port: number; readonly sink: SinkProcess | null };

/** What is seen of one send when it is over. */
export interface Sent {
  readonly measurement: Measurement;
  readonly report: SinkReport | null;
}

/** For whoever wants to see more of a send while it goes on. */
export interface Watch {
  /** How long nothing may happen; of very many readers the deliveries are written first. */
  readonly stillMs?: number;
  released?(): void;
  /** Called every now and then with how many have arrived at the sink. */
  arrived?(messages: number): Promise<void>;
}

/** Null: of a server that is none of ours. */
type SendUsage = Usage & { readonly sinkCpuSeconds: number | null };

const LOOK_EVERY_MS = 50;

/**
 * Releases the measured digest, waits until every reader has it and the ledger says so, and counts.
 * @throws Error where a message was lost, repeated or not settled
 */
export async function sendDigest(
  product: RunningProduct,
  ground: Ground,
  { sink }: MailTaker,
  signal: AbortSignal,
  watch: Watch = {},
): Promise<Sent> {
  await sink?.reset();
  const usage = (): SendUsage => ({
    ...product.usage(),
    sinkCpuSeconds: sink === null ? null : cpuSeconds(sink.pid),
  });
  const commitMs = await product.commitMs();
  const commitsBefore = await product.commits();
  const before = usage();
  await product.release();
  watch.released?.();
  const rhythm = { stillMs: watch.stillMs ?? STILL_MS, everyMs: LOOK_EVERY_MS, signal };
  if (sink !== null) {
    const arrived = async (): Promise<number> => {
      product.check();
      const { messages } = await sink.report();
      await watch.arrived?.(messages);
      return messages;
    };
    await waitForCount('messages at the sink', ground.readers, arrived, rhythm);
  }
  const settled = async (): Promise<number> => {
    product.check();
    return (await product.progress()).sent;
  };
  await waitForCount('rows that are sent', ground.readers, settled, rhythm);
  const after = usage();
  const commits = (await product.commits()) - commitsBefore;
  const report = (await sink?.report()) ?? null;
  if (report !== null) verify(report, ground.readers);
  const rate = report === null ? await rateByLedger(product, ground) : rateAtSink(report);
  const measured = measure(rate, before, after, product, ground);
  const extra = { ...measured.extra, messagesPerCommit: ratio(ground.readers, commits), commitMs };
  return { measurement: { ...measured, extra }, report };
}

function measure(
  messagesPerSecond: number | null,
  before: SendUsage,
  after: SendUsage,
  product: RunningProduct,
  { readers }: Ground,
): Measurement {
  const per1000 = (used: (usage: SendUsage) => number | null): number | null => {
    const [start, end] = [used(before), used(after)];
    return start === null || end === null ? null : ratio(1000 * (end - start), readers);
  };
  const worker = per1000((usage) => usage.workerCpuSeconds);
  const database = per1000((usage) => usage.databaseCpuSeconds);
  const sink = per1000((usage) => usage.sinkCpuSeconds);
  const all = sumKnown([worker, database, sink]);
  return {
    messagesPerSecond,
    cpuSecondsPer1000: worker,
    peakMemoryMB: product.peakMemoryMB(),
    extra: {
      databaseCpuSecondsPer1000: database,
      sinkCpuSecondsPer1000: sink,
      coresBusy: all === null || messagesPerSecond === null ? null : (all * messagesPerSecond) / 1000,
      readers,
    },
  };
}

/** Where nobody counts at the other end: from the first row that was settled to the last. */
async function rateByLedger({ database }: RunningProduct, { digests }: Ground): Promise<number | null> {
  const { rows } = await database.query<{ messages: number; seconds: number }>(
    `SELECT count(*) AS messages, extract(epoch FROM max(settled_at) - min(settled_at))::float8 AS seconds
       FROM deliveries WHERE digest_id = $1`,
    [digests.measuredId],
  );
  return ratio((rows[0]?.messages ?? 0) - 1, rows[0]?.seconds);
}

function verify({ messages, verified }: SinkReport, readers: number): void {
  const faults: [string, number][] = [
    ['messages too many', messages - readers],
    ['readers without a message', readers - (verified?.recipients ?? readers)],
    ['repeated Message-IDs', verified?.repeatedIds ?? 0],
    ['readers with a second message', verified?.repeatedRecipients ?? 0],
    ['messages without a Message-ID', verified?.nameless ?? 0],
  ];
  const found = faults.filter(([, count]) => count !== 0);
  if (found.length > 0)
    throw new Error(`the send was not exact: ${JSON.stringify(Object.fromEntries(found))}`);
}
