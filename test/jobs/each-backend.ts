import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { openQueueBackend, type QueueBackend } from '../../src/jobs/backend.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';

export interface BackendBench {
  /** Another process, as far as the queue can tell: connections of its own. Closed after the test. */
  open(log?: Logger): Promise<QueueBackend>;
  readonly database: () => TestDatabase;
  readonly redis: () => TestRedis | null;
}

export const silent = pino({ level: 'silent' });

/** Runs the same tests on PostgreSQL and on Redis; each test starts with empty queues. */
export function onEachBackend(name: string, tests: (bench: BackendBench) => void): void {
  for (const kind of ['postgres', 'redis'] as const) {
    describe.skipIf(kind === 'redis' && !hasRedis)(`${name} on ${kind}`, () => {
      let database: TestDatabase | undefined;
      let redis: TestRedis | null = null;
      const opened: QueueBackend[] = [];

      beforeAll(async () => {
        database = await createTestDatabase();
        if (kind === 'redis') redis = await startRedis();
      });
      afterEach(async () => {
        await Promise.all(opened.map((backend) => backend.close()));
        opened.length = 0;
        await (redis === null ? emptyPostgresQueues(given(database)) : emptyRedis(redis));
      });
      afterAll(async () => {
        await redis?.stop();
        await database?.close();
      });

      const options = (log: Logger = silent) => ({
        databaseUrl: given(database).url,
        redisUrl: redis?.url ?? null,
        log,
      });
      tests({
        open: async (log) => {
          const backend = await openQueueBackend(options(log));
          opened.push(backend);
          return backend;
        },
        database: () => given(database),
        redis: () => redis,
      });
    });
  }
}

/** What BullMQ has written, its scripts' versions aside: opening the queues for that would cost more than most tests. */
async function emptyPostgresQueues({ database }: TestDatabase): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    "SELECT format('bullmq.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename <> 'migration'",
  );
  await emptyTables(database, rows.map(({ name }) => name).join(', '));
}

async function emptyRedis({ url }: TestRedis): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not started');
  return value;
}
