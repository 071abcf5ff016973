import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { openQueueBackend } from '../../../src/jobs/backend.js';
import { openQueues } from '../../../src/jobs/queues.js';
import { deliveryMessageId } from '../../../src/signing/message-id.js';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { digestProgress } from '../../../src/store/deliveries/deliveries.js';
import { openKeyring } from '../../../src/subscribers/keyring.js';
import { addDigest, addReaders } from '../../delivery/delivery-bed.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../huggingface-server.js';
import { type RunningService, startService, testSecret } from '../service.js';
import { waitFor } from '../wait-for.js';
import type { JournalEntry } from './journal.js';
import { judge, type LedgerRow, type Verdict } from './verdict.js';

const DOMAIN = 'papers.example';
/**
 * No more messages are settled for so long at most: the pauses after a fault are leases of half a minute, sweeps, and
 * schedules that are made again. How long all of a send takes is a matter of the machine.
 */
const STANDS_STILL_MS = 150_000;
/** While the database is away. */
const ANSWERS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;

export interface SendPlan {
  readonly databaseUrl: string;
  /** Null: the queue is in PostgreSQL. */
  readonly redisUrl?: string;
  readonly smtpUrl: string;
  readonly readers: number;
  readonly sliceSize: number;
  readonly workers: number;
  /** SMTP connections of each worker. */
  readonly connections: number;
  /** Where all workers keep their flight files. */
  readonly flightDir: string;
  readonly policy?: 'hold' | 'resend';
  /** How long a send may stand still. */
  readonly standsStillMs?: number;
}

/** A digest on its way to its readers, sent by real workers. */
export interface SendBed {
  readonly source: HuggingFaceServer;
  readonly database: Database;
  readonly digestId: number;
  readonly workers: RunningService[];
  /** @param environment of its own, beside what all have */
  startWorker(environment?: Readonly<Record<string, string>>): Promise<RunningService>;
  /** Has the digest sent. */
  release(): Promise<void>;
  /** Waits until nothing is left to be sent; what was put off for minutes falls due at once. */
  settled(): Promise<void>;
  verdict(entries: readonly JournalEntry[]): Promise<Verdict>;
  stop(): Promise<void>;
}

/** Fills a migrated database and starts the workers. */
export async function openSendBed(plan: SendPlan): Promise<SendBed> {
  const database = openDatabase({ url: plan.databaseUrl, maxConnections: 2, onError: () => undefined });
  const source = await startHuggingFaceServer();
  const addresses = Array.from({ length: plan.readers }, (_, index) => `reader-${index}@inbox.example`);
  await addReaders(database, addresses);
  const digestId = await addDigest(database);
  const workers: RunningService[] = [];
  const startWorker = (environment = {}) =>
    startService({ ...environmentFor(plan, source.url), ...environment });
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await Promise.all([source.stop(), database.end()]);
  };
  try {
    for (let number = 0; number < plan.workers; number += 1) workers.push(await startWorker());
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    source,
    database,
    digestId,
    workers,
    startWorker,
    release: () => release(database, digestId, plan),
    settled: () => settled(database, digestId, plan.standsStillMs ?? STANDS_STILL_MS),
    verdict: async (entries) => judge(await ledgerOf(database, digestId), entries),
    stop,
  };
}

function environmentFor(plan: SendPlan, sourceUrl: string): Record<string, string> {
  return {
    ROLE: 'worker',
    DATABASE_URL: plan.databaseUrl,
    ...(plan.redisUrl === undefined ? {} : { REDIS_URL: plan.redisUrl }),
    SMTP_URL: plan.smtpUrl,
    SMTP_CONNECTIONS: String(plan.connections),
    FLIGHT_DIR: plan.flightDir,
    UNCERTAIN_POLICY: plan.policy ?? 'hold',
    HUGGINGFACE_URL: sourceUrl,
    SECRET_KEY: testSecret,
    PUBLIC_URL: `http://${DOMAIN}`,
    MAIL_FROM: `Broadsheet <papers@${DOMAIN}>`,
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
  };
}

async function release(database: Database, digestId: number, plan: SendPlan): Promise<void> {
  const slices = await fanOut(database, digestId, { sliceSize: plan.sliceSize });
  const log = pino({ level: 'silent' });
  const { databaseUrl, redisUrl = null } = plan;
  const backend = await openQueueBackend({ databaseUrl, redisUrl, log });
  try {
    await (await openQueues(backend, log)).deliver(slices);
  } finally {
    await backend.close();
  }
}

async function settled(database: Database, digestId: number, standsStillMs: number): Promise<void> {
  let seen = '';
  let most = -1;
  let movedAt = performance.now();
  const isSettled = async (): Promise<boolean> => {
    await delay(LOOK_EVERY_MS);
    const counts = await answer(async () => {
      await database.query("UPDATE deliveries SET next_attempt_at = now() WHERE state = 'deferred'");
      return digestProgress(database, digestId);
    });
    seen = JSON.stringify(counts);
    // What only comes and goes between two tries is no progress.
    const done = counts.sent + counts.failed + counts.uncertain + counts.skipped;
    if (done > most) movedAt = performance.now();
    most = Math.max(most, done);
    return counts.pending + counts.sending + counts.deferred === 0;
  };
  while (!(await isSettled())) {
    if (performance.now() - movedAt > standsStillMs) throw new Error(`the send stands still: ${seen}`);
  }
}

async function ledgerOf(database: Database, digestId: number): Promise<LedgerRow[]> {
  const { messageIdKey } = await openKeyring(database, [testSecret]);
  const { rows } = await database.query<Omit<LedgerRow, 'messageId'> & { id: number }>(
    `SELECT s.id, s.address, d.state, d.attempts
       FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id WHERE d.digest_id = $1`,
    [digestId],
  );
  return rows.map(({ id, ...row }) => ({
    ...row,
    messageId: deliveryMessageId(messageIdKey, digestId, id, DOMAIN),
  }));
}

/** Asks the database, and asks again while it is away. */
async function answer<T>(ask: () => Promise<T>): Promise<T> {
  let value: T | undefined;
  await waitFor(
    'an answer of the database',
    async () => {
      value = await ask().catch(() => undefined);
      return value !== undefined;
    },
    ANSWERS_WITHIN_MS,
  );
  return value as T;
}
