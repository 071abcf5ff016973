import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { type QueueName, queueNames } from '../../src/jobs/queue-plan.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';
import { silent } from './each-backend.js';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

/** BullMQ calls a connection that listens by the name of a queue. */
async function listening(): Promise<number[]> {
  const { rows } = await test.database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY($1)',
    [queueNames],
  );
  return rows.map(({ pid }) => pid);
}

it('has all workers of a process listen over one connection, and over another when that is lost', async () => {
  const options = { databaseUrl: test.url, redisUrl: null, log: silent };
  const [working, adding] = [await openQueueBackend(options), await openQueueBackend(options)];
  const done: QueueName[] = [];
  try {
    const workers = queueNames.map((name) => working.openWorker(name, async () => void done.push(name)));
    const queues = queueNames.map((name) => adding.openQueue(name));
    const allAreTold = async (told: number) => {
      await waitFor('one connection to listen', async () => (await listening()).length === 1);
      for (const queue of queues) await queue.add('any', {});
      await waitFor('a job of each queue', () => done.length === told * queueNames.length);
      expect(await listening()).toHaveLength(1);
    };
    await allAreTold(1);

    const [lost = 0] = await listening();
    await test.database.query('SELECT pg_terminate_backend($1)', [lost]);
    await waitFor('another connection to listen', async () => {
      const pids = await listening();
      return pids.length === 1 && pids[0] !== lost;
    });
    await allAreTold(2);
    for (const worker of workers)
      expect(worker.getBackend().maximumBlockTimeout, 'seconds until it looks by itself').toBe(10);
    expect([...done].sort()).toEqual([...queueNames, ...queueNames].sort());
  } finally {
    await Promise.all([working.close(), adding.close()]);
  }
});
