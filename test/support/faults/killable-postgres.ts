import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { findBinaries } from '../../../src/embedded/postgres/binaries.js';
import { chooseRunAs } from '../../../src/embedded/postgres/choose-run-as.js';
import { openCluster } from '../../../src/embedded/postgres/cluster.js';
import { type ServerPlan, startServer, stopServerOf } from '../../../src/embedded/postgres/server.js';
import { serverSettings, superuser } from '../../../src/embedded/postgres/settings.js';
import { migrate } from '../../../src/store/migrate.js';
import { stopServerAtEnd } from '../at-end-of-this-process.js';

/** A PostgreSQL with the settings that Broadsheet ships, and nobody who starts it again. */
export interface KillablePostgres {
  /** Of a migrated database. */
  readonly url: string;
  /** SIGKILL to its main process. */
  kill(): Promise<void>;
  /** On the same port and the same data. */
  restart(): Promise<void>;
  /**
   * SIGKILL to one of the processes that serve Broadsheet's connections, one at work where there is one; all
   * others are ended by the server, which then recovers.
   * @param pick from 0 up to 1
   */
  killBackend(pick: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param dataDir of its own, which other users may enter; it is removed should this process be killed
 * @param settings of the server, in place of those that Broadsheet ships
 */
export async function startKillablePostgres(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<KillablePostgres> {
  const home = join(dataDir, 'postgres');
  await mkdir(home, { recursive: true, mode: 0o711 });
  const binaries = await findBinaries();
  const runAs = await chooseRunAs(binaries, home);
  const { folder, password } = await openCluster(home, binaries, runAs, true);
  const plan: ServerPlan = {
    ...{ postgres: binaries.postgres, runAs, cluster: folder, logFile: join(home, 'server.log') },
    settings: { ...serverSettings, ...settings },
    port: null,
  };
  const unwatch = stopServerAtEnd(dataDir);
  let server = await startServer(plan);
  const { port } = server;
  const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  await migrate(url, pino({ level: 'silent' }));
  return {
    url,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    restart: async () => {
      server = await startServer({ ...plan, port });
    },
    killBackend: (pick) => killBackend(url, pick),
    stop: async () => {
      await stopServerOf(folder);
      unwatch();
    },
  };
}

async function killBackend(url: string, pick: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // It is ended as well.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'broadsheet' ORDER BY state <> 'active', pid`,
  );
  const active = rows[Math.floor(pick * Math.min(rows.length, 3))];
  if (active === undefined) throw new Error('Broadsheet has no connection');
  process.kill(active.pid, 'SIGKILL');
  await client.end().catch(() => undefined);
}
