import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Resources } from './fault-send.js';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.js';
import { type KillableRedis, startKillableRedis } from './killable-redis.js';
import type { Seeded } from './random.js';

/** Servers of a send's own, started when the send is and there from then on. */
export interface FaultServers {
  readonly resources: (folder: string) => Promise<Resources>;
  readonly postgres: () => KillablePostgres;
  readonly redis: () => KillableRedis;
}

/** @param postgresSettings in place of those that Broadsheet ships */
export function faultServers(
  kinds: readonly ('postgres' | 'redis')[],
  postgresSettings: Readonly<Record<string, string>> = {},
): FaultServers {
  let postgres: KillablePostgres | undefined;
  let redis: KillableRedis | undefined;
  return {
    resources: async (folder) => {
      if (kinds.includes('redis')) redis = await startKillableRedis(join(folder, 'redis'));
      if (kinds.includes('postgres')) postgres = await startKillablePostgres(folder, postgresSettings);
      return {
        ...(postgres === undefined ? {} : { databaseUrl: postgres.url }),
        ...(redis === undefined ? {} : { redisUrl: redis.url }),
        stop: () => Promise.all([postgres?.stop(), redis?.kill()]),
      };
    },
    postgres: () => started(postgres),
    redis: () => started(redis),
  };
}

function started<T>(server: T | undefined): T {
  if (server === undefined) throw new Error('it was not asked for');
  return server;
}

const LONGEST_ABSENCE_MS = 3_000;

/** SIGKILL, and back after up to three seconds. */
export async function killAndRestart(
  server: { kill(): Promise<void>; restart(): Promise<void> },
  random: Seeded,
): Promise<void> {
  await server.kill();
  await delay(LONGEST_ABSENCE_MS * random.next());
  await server.restart();
}
