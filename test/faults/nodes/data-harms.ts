import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { hasPgBouncer, startPgBouncer } from '../../support/pgbouncer.js';
import { startRedisCluster, startRedisSentinel } from '../../support/redis-kinds.js';
import { runCommand, testSecret } from '../../support/service.js';
import type { Harm, Nodes, StartedServers } from './nodes.js';

const FULL_MS = 60_000;
const withoutPgBouncer = async () => (hasPgBouncer ? null : 'pgbouncer is not installed');

/** What happens to the data, and to what stands before them or beside them. */
export const dataHarms: readonly Harm[] = [
  {
    name: 'restore-in-mid-send',
    plan: { environment: async ({ folder }) => ({ DATA_DIR: `${folder}/node` }) },
    run: restoreInMidSend,
  },
  {
    name: 'pgbouncer-session',
    missing: withoutPgBouncer,
    // The queue is in PostgreSQL, too.
    plan: {
      environment: async (servers) => ({ DATABASE_URL: await behindPgBouncer(servers), REDIS_URL: '' }),
    },
    run: async () => undefined,
  },
  { name: 'pgbouncer-transaction', missing: withoutPgBouncer, run: beRefusedByTransactions },
  { name: 'redis-full', run: fillRedis },
  { name: 'redis-evicting', run: haveRedisForget },
  { name: 'redis-emptied', run: emptyRedis },
  {
    name: 'redis-cluster',
    plan: { environment: async ({ onClose }) => ({ REDIS_URL: await clusterUrl(onClose) }) },
    run: async () => undefined,
  },
  sentinelHarm(),
];

/** Backed up, gone on with, lost, restored from the backup, resumed. */
async function restoreInMidSend({ bed, webs, postgres, folder, atMoments, note }: Nodes): Promise<void> {
  const file = `${folder}/mid-send.backup`;
  const environment = { DATA_DIR: `${folder}/node`, SECRET_KEY: testSecret, DATABASE_URL: postgres.url };
  await atMoments(2, async (time) => {
    if (time === 0) return tell(note, await runCommand(['backup', file], environment));
    await Promise.all([...bed.workers, ...webs].map((node) => node.kill()));
    const other = new URL(postgres.url);
    const name = other.pathname.slice(1);
    other.pathname = '/restored';
    await administer(postgres.url, ['CREATE DATABASE restored']);
    tell(note, await runCommand(['restore', file], { ...environment, DATABASE_URL: other.href }));
    await administer(postgres.url, [
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('${name}', 'restored') AND pid <> pg_backend_pid()`,
      `ALTER DATABASE ${name} RENAME TO lost`,
      `ALTER DATABASE restored RENAME TO ${name}`,
    ]);
    const workers = bed.workers.length;
    bed.workers.length = 0;
    for (let place = 0; place < workers; place += 1)
      bed.workers.push(await bed.startWorker({ DATA_DIR: `${folder}/node` }));
    note(bed.workers[0]?.output().includes('mail-held') ? 'mail was held' : 'mail was NOT HELD');
    tell(note, await runCommand(['resume', '--all'], environment));
  });
}

function tell(
  note: (text: string) => void,
  { code, out, err }: Awaited<ReturnType<typeof runCommand>>,
): void {
  note(code === 0 ? out.toString().trim().slice(0, 200) : `FAILED ${code}: ${err.slice(-300)}`);
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const place = new URL(url);
  place.pathname = '/template1';
  const client = new pg.Client(place.href);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function behindPgBouncer({ postgres, onClose }: StartedServers): Promise<string> {
  const bouncer = await startPgBouncer(postgres.url, 'session', { default_pool_size: '150' });
  onClose(bouncer.stop);
  return bouncer.url;
}

async function beRefusedByTransactions({ bed, postgres, note }: Nodes): Promise<void> {
  const bouncer = await startPgBouncer(postgres.url, 'transaction');
  try {
    const startedAt = performance.now();
    const refusal = await bed.startWorker({ DATABASE_URL: bouncer.url }).then(
      (worker) => worker.kill().then(() => 'IT STARTED'),
      (error: Error) => /DATABASE_UNSUPPORTED[^.]*/.exec(error.message)?.[0] ?? error.message,
    );
    note(`${refusal} after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  } finally {
    await bouncer.stop();
  }
}

/** It takes nothing more, for a minute. */
async function fillRedis(nodes: Nodes): Promise<void> {
  await nodes.atMoments(1, () =>
    withRedis(nodes, async (redis) => {
      await redis.config('SET', 'maxmemory', '1');
      await delay(FULL_MS);
      await redis.config('SET', 'maxmemory', '0');
    }),
  );
}

/** It forgets whatever it likes to make room, for a minute. */
async function haveRedisForget(nodes: Nodes): Promise<void> {
  await nodes.atMoments(1, () =>
    withRedis(nodes, async (redis) => {
      await redis.config('SET', 'maxmemory-policy', 'allkeys-random');
      await redis.config('SET', 'maxmemory', '1');
      await delay(FULL_MS);
      await redis.config('SET', 'maxmemory', '0');
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
    }),
  );
}

async function emptyRedis(nodes: Nodes): Promise<void> {
  await nodes.atMoments(3, () => withRedis(nodes, async (redis) => void (await redis.flushall())));
}

async function withRedis({ redis: { url } }: Nodes, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function clusterUrl(onClose: StartedServers['onClose']): Promise<string> {
  const cluster = await startRedisCluster();
  onClose(cluster.stop);
  return cluster.url;
}

function sentinelHarm(): Harm {
  let killMaster = async (): Promise<void> => undefined;
  return {
    name: 'redis-sentinel',
    plan: {
      environment: async ({ onClose }) => {
        const sentinel = await startRedisSentinel();
        onClose(sentinel.stop);
        killMaster = sentinel.killMaster;
        return { REDIS_URL: sentinel.url };
      },
    },
    run: ({ atMoments }) => atMoments(1, () => killMaster()),
  };
}
