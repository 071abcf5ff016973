import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DAY_MS, MINUTE_MS } from '../../../src/durations.js';
import { waitFor } from '../../support/wait-for.js';
import { clockHarm } from './clock-harm.js';
import { dataHarms } from './data-harms.js';
import { diskHarm } from './disk-harm.js';
import { failoverHarm } from './failover-harm.js';
import type { Harm, Nodes } from './nodes.js';

/** What happens to processes, and to what they stand on. */
export const harms: readonly Harm[] = [
  { name: 'none', run: async () => undefined },
  { name: 'frozen-sweeper', run: freezeSweeper },
  { name: 'frozen-workers', run: freezeTwoWorkers },
  {
    name: 'crash-asynchronous',
    plan: { postgresSettings: { synchronous_commit: 'off', wal_writer_delay: '10s' } },
    run: crashDatabase,
  },
  { name: 'no-connections', plan: { postgresSettings: { max_connections: '45' } }, run: takeAllConnections },
  failoverHarm,
  clockHarm('clock-behind', -15 * MINUTE_MS),
  clockHarm('clock-ahead', 15 * MINUTE_MS),
  clockHarm('clock-a-day-ahead', DAY_MS),
  diskHarm,
  { name: 'relay-down', run: stopRelay },
  { name: 'refused-for-now', plan: { refusedShare: 0.05 }, run: async () => undefined },
  ...dataHarms,
];

const FROZEN_MS = 60_000;
const AWAY_MS = 10_000;
const RELAY_AWAY_MS = 60_000;

/** Stops the worker that sweeps in the middle of a sweep, which is held up until it is. */
async function freezeSweeper(nodes: Nodes): Promise<void> {
  const { bed, postgres } = nodes;
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await nodes.atMoments(1, async () => {
      await client.query('BEGIN; LOCK TABLE suppressions IN ACCESS EXCLUSIVE MODE');
      let pid = 0;
      await waitFor('a sweep under way', async () => {
        const { rows } = await client.query<{ holder: string }>(
          `SELECT holder FROM leases WHERE name = 'sweep' AND lease_until > clock_timestamp()`,
        );
        pid = Number(rows[0]?.holder.split('/')[1] ?? 0);
        return pid !== 0;
      });
      process.kill(pid, 'SIGSTOP');
      await client.query('COMMIT');
      nodes.note(`worker ${bed.workers.findIndex((worker) => worker.pid === pid)} stopped in its sweep`);
      await delay(FROZEN_MS);
      process.kill(pid, 'SIGCONT');
    });
  } finally {
    await client.end();
  }
}

async function freezeTwoWorkers(nodes: Nodes): Promise<void> {
  await nodes.atMoments(1, async () => {
    const pids = nodes.bed.workers.slice(0, 2).map(({ pid }) => pid);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await delay(FROZEN_MS);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  });
}

async function crashDatabase({ postgres, atMoments }: Nodes): Promise<void> {
  await atMoments(3, async () => {
    await postgres.kill();
    await postgres.restart();
  });
}

/** Takes whatever connection is free, for a while. */
async function takeAllConnections({ postgres, atMoments, note }: Nodes): Promise<void> {
  await atMoments(1, async () => {
    const taken: pg.Client[] = [];
    const until = performance.now() + AWAY_MS;
    while (performance.now() < until) {
      const client = new pg.Client({ connectionString: postgres.url });
      client.on('error', () => undefined);
      const isTaken = await client.connect().then(
        () => true,
        () => false,
      );
      if (isTaken) taken.push(client);
      else await delay(20);
    }
    await Promise.all(taken.map((client) => client.end()));
    note(`${taken.length} connections taken`);
  });
}

/** The shortened hour. */
async function stopRelay({ smtp, atMoments }: Nodes): Promise<void> {
  await atMoments(1, async () => {
    await smtp.kill();
    await delay(RELAY_AWAY_MS);
    await smtp.restart();
  });
}
