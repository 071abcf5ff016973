import type { MailContent } from '../digest/mail-names.js';
import { type Measurement, ratio } from '../measurement.js';
import { sumKnown } from '../processes/process-usage.js';
import { unlessAborted } from '../processes/unless-aborted.js';
import type { SinkProcess } from '../sink/start-sink.js';
import type { NaiveSetup } from './naive-process.js';
import { type NaiveProcess, startNaive } from './start-naive.js';

export interface NaivePlan {
  readonly content: MailContent;
  readonly processes: number;
  /** SMTP connections of all processes together. */
  readonly connections: number;
  readonly dkim: NaiveSetup['dkim'];
  /** Of all processes together. */
  readonly messages: number;
}

/** Enough for the code to be compiled and the connections to be open. */
const WARM_UP = 200;

/** Sends by the naive processes to the sink, all at the same time. */
export async function sendNaively(
  plan: NaivePlan,
  sink: SinkProcess,
  signal: AbortSignal,
): Promise<Measurement> {
  const { content, dkim, processes, messages } = plan;
  const connections = Math.max(1, Math.round(plan.connections / processes));
  const senders: NaiveProcess[] = [];
  try {
    for (let number = 0; number < processes; number += 1) {
      senders.push(await startNaive({ port: sink.port, connections, content, dkim }));
    }
    await sendAll(senders, WARM_UP * processes, signal);
    await sink.reset();
    const before = sumKnown(senders.map((sender) => sender.cpuSeconds()));
    const startedAt = performance.now();
    await sendAll(senders, messages, signal);
    const seconds = (performance.now() - startedAt) / 1000;
    const after = sumKnown(senders.map((sender) => sender.cpuSeconds()));
    const report = await sink.report();
    if (report.messages !== messages) throw new Error(`${report.messages} of ${messages} messages came`);
    return {
      // Not from the first at the sink: while that one was made, many others were.
      messagesPerSecond: messages / seconds,
      cpuSecondsPer1000: before === null || after === null ? null : ratio(1000 * (after - before), messages),
      peakMemoryMB: sumKnown(senders.map((sender) => sender.peakMemoryMB())),
      extra: { connections: connections * processes, messages },
    };
  } finally {
    await Promise.all(senders.map((sender) => sender.stop()));
  }
}

async function sendAll(
  senders: readonly NaiveProcess[],
  messages: number,
  signal: AbortSignal,
): Promise<void> {
  const share = Math.ceil(messages / senders.length);
  const sent = senders.map((sender, index) => {
    const first = index * share;
    return sender.send(first + 1, Math.min(share, messages - first));
  });
  await unlessAborted(Promise.all(sent), signal);
}
