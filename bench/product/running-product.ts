import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { openQueues } from '../../src/jobs/queues.js';
import type { DeliveryCounts } from '../../src/model/sending-control.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { digestProgress } from '../../src/store/deliveries/deliveries.js';
import { site } from '../digest/invented-digest.js';
import { median } from '../measurement.js';
import { cpuSeconds, cpuSecondsOfTree, peakMemoryMB, sumKnown } from '../processes/process-usage.js';
import { waitForCount } from '../processes/wait-until.js';
import type { Ground } from './ground.js';
import { startWorker, type WorkerProcess } from './start-worker.js';

export interface ProductPlan {
  readonly processes: number;
  /** SMTP connections of all processes together. */
  readonly connections: number;
  /** How many messages each marks in one commit; null: what the product ships with. */
  readonly markAhead: number | null;
  readonly smtpPort: number;
  /** Null: the queue is in PostgreSQL. */
  readonly redisUrl: string | null;
  /** A PEM file of the key that signs; null: nothing is signed. */
  readonly dkimKeyFile: string | null;
  /** An address that answers every list with no papers. */
  readonly sourceUrl: string;
  readonly folder: string;
  readonly profileFolder: string | null;
}

/** What the product's processes have used so far; null where that cannot be told. */
export interface Usage {
  readonly workerCpuSeconds: number | null;
  readonly databaseCpuSeconds: number | null;
}

/** Worker processes on a database of their own, warmed up and idle. */
export interface RunningProduct {
  readonly database: Database;
  /** Starts the send that is measured, by one job in the queue. */
  release(): Promise<void>;
  progress(): Promise<DeliveryCounts>;
  usage(): Usage;
  /** Transactions that wrote something, so far. */
  commits(): Promise<number>;
  /** How long one commit takes by itself, in milliseconds. */
  commitMs(): Promise<number>;
  /** Of all workers together, so far. */
  peakMemoryMB(): number | null;
  /** @throws Error where a worker has ended */
  check(): void;
  stop(): Promise<void>;
}

/** A send that stands still this long has failed. */
export const STILL_MS = 60_000;

/** Starts the workers; they find a digest for a few readers and send it, which warms them up. */
export async function startProduct(
  ground: Ground,
  plan: ProductPlan,
  signal: AbortSignal,
): Promise<RunningProduct> {
  const run = await ground.clone();
  const database = openDatabase({ url: run.url, onError: () => undefined });
  const workers: WorkerProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await database.end();
    await run.drop();
  };
  try {
    const environment = environmentFor(ground, plan, run.url);
    const { folder, profileFolder } = plan;
    for (let number = 0; number < plan.processes; number += 1) {
      workers.push(await startWorker({ folder, profileFolder, environment }, signal));
    }
    await warmUp(ground, database, workers, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const { measuredId } = ground.digests;
  const perWorker = (figure: (pid: number) => number | null) =>
    sumKnown(workers.map(({ pid }) => figure(pid)));
  return {
    database,
    release: () => release(ground, plan, run.url),
    progress: () => digestProgress(database, measuredId),
    usage: () => ({
      workerCpuSeconds: perWorker(cpuSeconds),
      databaseCpuSeconds: cpuSecondsOfTree(ground.serverPid),
    }),
    peakMemoryMB: () => perWorker(peakMemoryMB),
    commits: async () => {
      const { rows } = await database.query<{ next: number }>(
        'SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next',
      );
      return rows[0]?.next ?? 0;
    },
    commitMs: () => medianCommitMs(database),
    check: () => {
      for (const worker of workers) worker.check();
    },
    stop,
  };
}

async function medianCommitMs(database: Database): Promise<number> {
  const taken: number[] = [];
  for (let commit = 0; commit < 11; commit += 1) {
    const startedAt = performance.now();
    await database.query(`SELECT pg_logical_emit_message(true, 'bench', '')`);
    taken.push(performance.now() - startedAt);
  }
  return median(taken) ?? 0;
}

function environmentFor(ground: Ground, plan: ProductPlan, databaseUrl: string): Record<string, string> {
  const { dkimKeyFile, redisUrl, processes } = plan;
  const domain = site.from.address.slice(site.from.address.indexOf('@') + 1);
  return {
    ROLE: 'worker',
    DATABASE_URL: databaseUrl,
    SMTP_URL: `smtp://127.0.0.1:${plan.smtpPort}`,
    SMTP_CONNECTIONS: String(Math.max(1, Math.round(plan.connections / processes))),
    MAIL_FROM: `${site.from.name} <${site.from.address}>`,
    POSTAL_ADDRESS: site.postalAddress ?? '',
    PUBLIC_URL: site.publicUrl,
    SECRET_KEY: randomBytes(36).toString('base64url'),
    HUGGINGFACE_URL: plan.sourceUrl,
    ...(plan.markAhead === null ? {} : { MARK_AHEAD: String(plan.markAhead) }),
    POLL_MINUTES: '9999',
    DIGEST_TIME: ground.digestTime,
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    ...(dkimKeyFile === null
      ? {}
      : { DKIM_DOMAIN: domain, DKIM_SELECTOR: 'bench', DKIM_KEY_FILE: dkimKeyFile }),
  };
}

async function warmUp(
  { digests, readers, warmUpReaders }: Ground,
  database: Database,
  workers: readonly WorkerProcess[],
  signal: AbortSignal,
): Promise<void> {
  const sent = async (): Promise<number> => {
    for (const worker of workers) worker.check();
    return (await digestProgress(database, digests.warmUpId)).sent;
  };
  // Before the first digest each reader is given a time, a million of them in some minutes.
  const rhythm = { stillMs: STILL_MS + readers / 2, everyMs: 100, signal };
  await waitForCount('readers of the warm-up', warmUpReaders, sent, rhythm);
}

async function release(ground: Ground, { redisUrl }: ProductPlan, databaseUrl: string): Promise<void> {
  const log = pino({ level: 'silent' });
  const backend = await openQueueBackend({ databaseUrl, redisUrl, log });
  try {
    const queues = await openQueues(backend, log);
    await queues.assemble(ground.digests.measuredPeriod, { release: true });
  } finally {
    await backend.close();
  }
}
