import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openQueueBackend } from '../../src/jobs/backend.js';
import { openDirectWork } from '../../src/jobs/direct-work.js';
import { sweepByOwnClock } from '../../src/jobs/own-clock.js';
import { openQueues } from '../../src/jobs/queues.js';
import { parseRedisUrl } from '../../src/jobs/redis-url.js';
import { startSchedules } from '../../src/jobs/schedules.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { hasRedis } from '../support/redis.js';
import {
  startRedisCluster,
  startRedisSentinel,
  startRedisTls,
  startRedisWith,
} from '../support/redis-kinds.js';
import { selfSigned } from '../support/self-signed.js';
import { waitFor } from '../support/wait-for.js';
import { silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

const times = { pollMinutes: 20, digestTime: '07:05', digestTimezone: 'UTC' };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(redisUrl: string, redisCa: string | null = null) {
  const backend = await openQueueBackend({
    ...{ databaseUrl: 'postgres://not-used', redisUrl, redisCa, log: silent },
  });
  closing.push(() => backend.close());
  return backend;
}

/** Has a job done and every schedule made by a Redis. */
async function works(redisUrl: string, redisCa: string | null = null): Promise<void> {
  const backend = await open(redisUrl, redisCa);
  const { stages, asked } = recordingStages();
  const workers = await startWorkers(backend, stages, silent);
  const queues = await openQueues(backend, silent);
  await queues.deliver([1, 2]);
  await startSchedules(backend, times, silent);
  await waitFor('the jobs', () => asked.filter(([what]) => what === 'sendSlice').length === 2);
  await waitFor('the sweep', () => asked.some(([what]) => what === 'sweep'));
  expect(await backend.unfitness()).toEqual([]);
  await workers.close();
  await queues.close();
}

describe('parseRedisUrl', () => {
  it.each([
    ['redis://localhost:6379/1', { kind: 'single', isEncrypted: false }],
    ['rediss://user:pass@redis.example', { kind: 'single', isEncrypted: true }],
    [
      'redis+sentinel://a:26379,b/papers',
      {
        kind: 'sentinel',
        name: 'papers',
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26379 },
        ],
      },
    ],
    [
      'rediss+sentinel://u:p%40ss@[::1]:5000/papers/2?sentinelPassword=x%26y',
      {
        ...{ kind: 'sentinel', username: 'u', password: 'p@ss', db: 2, sentinelPassword: 'x&y' },
        ...{ isEncrypted: true, nodes: [{ host: '::1', port: 5000 }] },
      },
    ],
    ['redis+cluster://:secret@a:7000,b:7001', { kind: 'cluster', password: 'secret' }],
  ])('reads %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    'redis+sentinel://a:26379',
    'redis+cluster://a/name',
    'redis+cluster://a,,b',
    'redis+sentinel://a b/name',
    'http://localhost',
    'redis+other://a/b',
  ])('refuses %s', (url) => {
    expect(parseRedisUrl(url)).toBeNull();
  });
});

describe.skipIf(!hasRedis)('Redis', () => {
  it('as a cluster of three carries the queues, named as one or by one of its servers', async () => {
    const cluster = await startRedisCluster();
    closing.push(cluster.stop);
    await works(cluster.url);
    await works(`redis://127.0.0.1:${cluster.port}`);
  });

  it('behind Sentinel goes on with the new master when the old one is gone', async () => {
    const sentinel = await startRedisSentinel();
    closing.push(sentinel.stop);
    await works(sentinel.url);
    const backend = await open(sentinel.url);
    const { stages, asked } = recordingStages();
    const workers = await startWorkers(backend, stages, silent);
    const queues = await openQueues(backend, silent);
    await sentinel.killMaster();
    await queues.deliver([8]);
    await sentinel.replaceMaster();
    await waitFor('the job', async () => {
      await queues.deliver([9]);
      return asked.some(([name]) => name === 'sendSlice');
    });
    await workers.close();
    await queues.close();
    expect(asked).toContainEqual(['sendSlice', 9]);
  });

  it('that is gone keeps no stop waiting, also between two attempts to reach it', async () => {
    const server = await startRedisWith();
    const backend = await open(server.url);
    const workers = await startWorkers(backend, recordingStages().stages, silent);
    await server.stop();
    // Attempts are two seconds apart by then, so that the stop comes between two of them.
    await setTimeout(1_500);
    const abandoned = await Promise.race([
      workers.close().then(() => false),
      setTimeout(15_000, true, { ref: false }),
    ]);
    expect(abandoned).toBe(false);
  });

  it('with a certificate of an authority of its own is trusted by REDIS_CA_FILE alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-redis-tls-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const { certificate, keyPem } = selfSigned('localhost');
    const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    await writeFile(files.certFile, certificate);
    await writeFile(files.keyFile, keyPem);
    const server = await startRedisTls(files);
    closing.push(server.stop);
    await works(server.url, certificate);
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'QUEUE_UNREACHABLE',
      message: expect.stringMatching(/certificate/),
    });
  });

  it('that forgets keys, or is full, is told', async () => {
    const evicting = await startRedisWith('--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru');
    closing.push(evicting.stop);
    expect(await (await open(evicting.url)).unfitness()).toEqual([
      expect.stringContaining('maxmemory-policy is allkeys-lru'),
    ]);
    const full = await startRedisWith('--maxmemory', '500kb', '--maxmemory-policy', 'noeviction');
    closing.push(full.stop);
    const faults = await (await open(full.url)).unfitness();
    expect(faults).toEqual([
      expect.stringContaining('nearly full'),
      expect.stringMatching(/takes nothing.*OOM/),
    ]);
  });

  it('that is full keeps nothing from being done by the worker itself', async () => {
    const server = await startRedisWith('--maxmemory-policy', 'noeviction');
    closing.push(server.stop);
    const backend = await open(server.url);
    const { stages, asked } = recordingStages();
    const workers = await startWorkers(backend, stages, silent);
    const direct = openDirectWork((job) => workers.carryOut(job));
    const queues = await openQueues(backend, silent, (job) => direct.take(job));
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory', '500kb');
    await redis.quit();
    await queues.deliver([1, 2, 3]);
    await queues.sendNotices();
    await queues.assemble('due', { release: true });
    await waitFor('all of it', () => asked.length === 5);
    await direct.close();
    await workers.close();
    await queues.close();
    expect(asked.map(([what]) => what).sort()).toEqual([
      'assemble',
      'sendNotices',
      'sendSlice',
      'sendSlice',
      'sendSlice',
    ]);
  });
});

describe('the sweep by a clock of one’s own', () => {
  it('is made where nobody swept since the last look, and left to others where they do', async () => {
    let sweeps = 0;
    let own = 0;
    let others = true;
    const close = sweepByOwnClock({
      countSweeps: async () => {
        if (others) sweeps += 1;
        return sweeps;
      },
      sweep: async () => {
        own += 1;
      },
      log: silent,
      everyMs: 10,
    });
    await waitFor('some looks', () => sweeps > 3);
    expect(own).toBe(0);
    others = false;
    await waitFor('a sweep', () => own > 1);
    await close();
  });

  it('goes on after one that failed', async () => {
    let tried = 0;
    const close = sweepByOwnClock({
      countSweeps: async () => 1,
      sweep: async () => {
        tried += 1;
        throw new Error('the database is away');
      },
      log: silent,
      everyMs: 5,
    });
    await waitFor('another try', () => tried > 1);
    await close();
  });
});
