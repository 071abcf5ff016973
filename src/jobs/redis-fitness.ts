import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis-connection.js';

/** Above it, a large digest or a replica that catches up fills what is left. */
const MOST_USED = 0.9;
const PROBE_KEY = 'broadsheet-probe';

/**
 * What of a Redis does not do for queues: that it forgets keys to make room (jobs and schedules are lost), that it is
 * nearly full, or that it takes nothing.
 * @returns a sentence for each; none where all is well
 */
export async function unfitnessOf(client: RedisClient): Promise<string[]> {
  const servers = client instanceof Cluster ? client.nodes('master') : [client];
  const found = await Promise.all(servers.map(unfitnessOfServer));
  const refused = await client.set(PROBE_KEY, '1', 'EX', 10).then(
    () => [],
    (error: Error) => [`Redis takes nothing (${error.message}). Raise maxmemory, or free some of it`],
  );
  return [...new Set([...found.flat(), ...refused])];
}

async function unfitnessOfServer(server: Redis): Promise<string[]> {
  const memory = await server.info('memory');
  const read = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(memory)?.[1] ?? '';
  const most = Number(read('maxmemory'));
  const used = Number(read('used_memory'));
  const policy = read('maxmemory_policy');
  const faults: string[] = [];
  if (policy !== '' && policy !== 'noeviction') {
    faults.push(
      `Redis forgets keys where memory is short (maxmemory-policy is ${policy}), jobs and schedules among them: set ` +
        'maxmemory-policy noeviction',
    );
  }
  if (most > 0 && used > MOST_USED * most) {
    const percent = Math.round((100 * used) / most);
    faults.push(`Redis is nearly full (${percent} % of ${Math.round(most / 1_048_576)} MB): raise maxmemory`);
  }
  return faults;
}
