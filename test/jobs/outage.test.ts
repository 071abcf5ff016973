import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { openQueueBackend, type QueueBackend } from '../../src/jobs/backend.js';
import { openQueueDesk } from '../../src/jobs/queue-desk.js';
import { queueNames } from '../../src/jobs/queue-plan.js';
import { openQueues } from '../../src/jobs/queues.js';
import { startSchedules } from '../../src/jobs/schedules.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { createEmptyDatabase, createTestDatabase } from '../support/database.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';
import { type BackendBench, onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

onEachBackend('queues whose server cuts every connection', (bench) => {
  it('go on by themselves', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    for (const round of [1, 2]) {
      await cutConnections(bench);
      await queues.deliver([round]);
      // A wake-up may fall into the gap and be lost: whoever sent it sends it again. A job whose worker never
      // heard that it has it is taken from it when its lock has run out.
      const arrived = async () => {
        if (asked.some(([, sliceId]) => sliceId === round)) return true;
        await queues.deliver([round]);
        return false;
      };
      await waitFor('the slice', arrived, 60_000);
    }
    await workers.close();
    expect(asked.length).toBeGreaterThanOrEqual(2);
  }, 150_000);
});

/** Of the whole process: a test before this one may have left some that end by themselves. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

describe.skipIf(!hasRedis)('a Redis that goes away', () => {
  it('loses wake-ups without an error, says so of other work, and does not keep the process from closing', async () => {
    const redis = await startRedis();
    if (redis === null) return expect.unreachable();
    const before = openSockets();
    const { stages } = recordingStages();
    const backend = await openQueueBackend({
      databaseUrl: 'postgres://none',
      redisUrl: redis.url,
      log: silent,
    });
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    await redis.stop();
    await queues.processSignups();
    await queues.sendNotices();
    await queues.deliver([1]);
    await expect(queues.poll()).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    await expect(queues.assemble('due', { release: true })).rejects.toMatchObject({
      code: 'QUEUE_UNREACHABLE',
    });
    await workers.close(500);
    await backend.close();
    await waitFor('its sockets to be closed', () => openSockets() <= before);
  });

  it('and comes back empty has its schedules made again', async () => {
    const redis = await startRedis();
    if (redis === null) return expect.unreachable();
    const { stages, asked } = recordingStages();
    const backend = await openQueueBackend({
      databaseUrl: 'postgres://none',
      redisUrl: redis.url,
      log: silent,
    });
    const workers = await startWorkers(backend, stages, silent);
    const times = { pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' };
    const schedules = await startSchedules(backend, times, silent);
    await waitFor('the first round', () => asked.length === 3);
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    await schedules.check();
    await waitFor('the second round', () => asked.length === 6);
    await workers.close();
    await backend.close();
    await redis.stop();
    expect(asked.flat().sort()).toEqual([
      ...['learnTastes', 'learnTastes', 'pollRecent', 'pollRecent', 'sweep', 'sweep'],
    ]);
  });
});

describe.skipIf(!hasRedis)('the desk of queues', () => {
  it('keeps none open that its server did not answer, and opens them when it does', async () => {
    const redis = await startRedis();
    if (redis === null) return expect.unreachable();
    const options = { databaseUrl: 'postgres://none', redisUrl: redis.url, log: silent };
    const backend = await openQueueBackend(options);
    const open = new Set<Queue>();
    const counting: QueueBackend = {
      ...backend,
      openQueue: (name) => {
        const queue = backend.openQueue(name);
        open.add(queue);
        return queue;
      },
      closeQueue: async (queue) => {
        await backend.closeQueue(queue);
        open.delete(queue);
      },
    };
    const times = { pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' };
    const desk = openQueueDesk(counting, times);
    const client = new Redis(redis.url);
    // BullMQ asks what the server is before anything else.
    await client.call('ACL', 'SETUSER', 'default', '-info');
    for (let time = 0; time < 2; time += 1)
      await expect(desk.counts()).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    await waitFor('them to be closed', () => open.size === 0);
    await client.call('ACL', 'SETUSER', 'default', '+info');
    expect(await desk.counts()).toHaveLength(queueNames.length);
    expect(await desk.counts()).toHaveLength(queueNames.length);
    expect(open.size).toBe(queueNames.length);
    client.disconnect();
    await backend.close();
    await redis.stop();
  });
});

describe('a server that is not there', () => {
  it('is named when PostgreSQL does not listen', async () => {
    const options = { databaseUrl: 'postgres://broadsheet@127.0.0.1:1/x', redisUrl: null, log: silent };
    await expect(openQueueBackend(options)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  });

  it('is named when Redis does not listen', async () => {
    const options = { databaseUrl: 'postgres://none', redisUrl: 'redis://127.0.0.1:1', log: silent };
    await expect(openQueueBackend(options)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  });
});

describe('PostgreSQL', () => {
  it('is set up for the queues once by several processes at once', async () => {
    const empty = await createEmptyDatabase();
    const options = { databaseUrl: empty.url, redisUrl: null, log: silent };
    const backends = await Promise.all([1, 2, 3].map(() => openQueueBackend(options)));
    for (const backend of backends) {
      await backend.openQueue('sweep').add('sweep', {});
    }
    expect(await backends[0]?.openQueue('sweep').getWaitingCount()).toBe(3);
    await Promise.all(backends.map((backend) => backend.close()));
    await empty.close();
  });

  it('keeps options that its URL holds', async () => {
    const test = await createTestDatabase();
    const databaseUrl = `${test.url}?options=${encodeURIComponent('-c statement_timeout=4321')}`;
    const backend = await openQueueBackend({ databaseUrl, redisUrl: null, log: silent });
    await backend.openQueue('sweep').add('sweep', {});
    const { rows } = await test.database.query('SELECT count(*)::int AS count FROM bullmq.job');
    expect(rows).toEqual([{ count: 1 }]);
    await backend.close();
    await test.close();
  });
});

async function cutConnections(bench: BackendBench): Promise<void> {
  const url = bench.redis()?.url;
  if (url === undefined) {
    await bench.database().database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name <> 'broadsheet'`,
    );
    return;
  }
  const redis = new Redis(url);
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  redis.disconnect();
}
