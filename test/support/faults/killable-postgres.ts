import { spawnSync } from 'node:child_process';
import { chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
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
import { waitFor } from '../wait-for.js';

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
  /** What a standby has that follows no further; it can take over from the server that was killed, on its port. */
  copy(): Promise<{ takeOver(): Promise<void> }>;
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
  let closeStandby = async (): Promise<unknown> => undefined;
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
    copy: async () => {
      const standby = `${folder}-standby`;
      await copyRunning(url, folder, standby);
      return {
        takeOver: async () => {
          closeStandby = () => stopServerOf(standby);
          server = await startServer({ ...plan, port, cluster: standby });
          await waitFor('the standby to take over', () => isPromoted(url), 60_000);
        },
      };
    },
    killBackend: (pick) => killBackend(url, pick),
    stop: async () => {
      await stopServerOf(folder);
      await closeStandby();
      unwatch();
    },
  };
}

/** A base backup of a server at work (continuous archiving, low-level API), made to recover on its own timeline. */
async function copyRunning(url: string, from: string, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    // What vanishes meanwhile, such as temporary files, is not missed.
    spawnSync('cp', ['-a', from, to]);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    // What was written until the end of the copy belongs to it.
    spawnSync('cp', ['-a', `${join(from, 'pg_wal')}/.`, join(to, 'pg_wal')]);
    const { uid, gid } = await stat(to);
    for (const [file, text] of [
      ['backup_label', rows[0]?.labelfile ?? ''],
      ['standby.signal', ''],
    ] as const) {
      await writeFile(join(to, file), text);
      await chown(join(to, file), uid, gid);
    }
    await rm(join(to, 'postmaster.pid'), { force: true });
  } finally {
    await client.end();
  }
}

async function isPromoted(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_promote(false) WHERE pg_is_in_recovery()');
    return (await client.query('SELECT WHERE NOT pg_is_in_recovery()')).rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
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
