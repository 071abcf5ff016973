import { chmod, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { makeFolder } from '../../make-folder.js';
import { keepFileBounded } from '../bounded-file.js';
import { findBinaries } from './binaries.js';
import { chooseRunAs } from './choose-run-as.js';
import { openCluster, readPassword } from './cluster.js';
import { ensureDatabase } from './ensure-database.js';
import { embeddedDatabaseFault } from './fault.js';
import { keepRunning } from './keep-running.js';
import { forgetLibpqVariables } from './libpq-environment.js';
import { disownPostmasterFile } from './postmaster-file.js';
import { openPresence, type Presence } from './presence.js';
import { startServer, stopServerOf } from './server.js';
import { databaseName, serverSettings, superuser } from './settings.js';
import { stopServerAtExit } from './stop-at-exit.js';
import { attachOrClaim, letGo } from './take-turns.js';

export interface EmbeddedPostgres {
  /** Of the database `broadsheet`, with its password. */
  readonly url: string;
  /** Whether this process started the server; false: another Broadsheet process on the same folder did. */
  readonly owned: boolean;
  /**
   * Lets go of the server. The last process that does stops it, so one that attached keeps it when its owner
   * ends first. Bounded; calling it again waits for the same end.
   */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Absolute; the server's files are in its folder `postgres`. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Settings of the server beside Broadsheet's own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts PostgreSQL on `dataDir`, or attaches to the one that another Broadsheet process runs there. What a
 * killed process left behind (a server without an owner, a pid file, half a cluster) is cleared first.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const ignored = forgetLibpqVariables();
  if (ignored.length > 0) options.log.info({ names: ignored }, 'database-variables-ignored');
  const home = await openHome(options.dataDir);
  const presence = await openPresence(join(home, 'processes'));
  try {
    const port = await attachOrClaim(presence);
    return port === null ? await own(home, presence, options) : await attach(home, presence, port, options);
  } catch (error) {
    await presence.withdraw();
    throw error;
  }
}

async function openHome(dataDir: string): Promise<string> {
  try {
    const home = join(dataDir, 'postgres');
    makeFolder(home);
    // The user that the server runs as has to pass, whatever the umask is.
    await chmod(home, 0o711);
    return await realpath(home);
  } catch (cause) {
    throw embeddedDatabaseFault(
      `The folder ${dataDir} cannot be used (${cause}). Name another DATA_DIR`,
      cause,
    );
  }
}

async function own(
  home: string,
  presence: Presence,
  { log, settings = {} }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = join(home, 'database', 'cluster');
  // Before anything else touches the files: they may be in use still.
  const orphan = await stopServerOf(folder);
  if (orphan !== null) log.info({ server: orphan }, 'embedded-database-orphan-stopped');
  const binaries = await findBinaries();
  const runAs = await chooseRunAs(binaries, home);
  const cluster = await openCluster(home, binaries, runAs, settings['fsync'] !== 'off');
  await disownPostmasterFile(cluster.folder);
  const logFile = join(home, 'server.log');
  const plan = {
    ...{ postgres: binaries.postgres, runAs, cluster: cluster.folder, logFile, port: null },
    settings: { ...serverSettings, ...settings },
  };
  const forgetExit = stopServerAtExit(home, cluster.folder);
  const server = await startServer(plan);
  const stopWatching = keepRunning(server, { ...plan, port: server.port }, log);
  const stopKeeping = async () => {
    forgetExit();
    await stopWatching();
  };
  try {
    await ensureDatabase(urlOf(server.port, cluster.password, 'postgres'), databaseName);
  } catch (cause) {
    await stopKeeping();
    await stopServerOf(folder);
    throw embeddedDatabaseFault(`PostgreSQL started but takes no login. See ${logFile}`, cause);
  }
  presence.set({ kind: 'ready', port: server.port });
  log.info({ port: server.port, server: server.pid }, 'embedded-database-started');
  return hold({
    home,
    presence,
    log,
    port: server.port,
    password: cluster.password,
    owned: true,
    stopKeeping,
  });
}

async function attach(
  home: string,
  presence: Presence,
  port: number,
  { log }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const password = await readPassword(join(home, 'database'));
  log.info({ port }, 'embedded-database-attached');
  return hold({ home, presence, log, port, password, owned: false, stopKeeping: async () => undefined });
}

interface Hold {
  readonly home: string;
  readonly presence: Presence;
  readonly log: Logger;
  readonly port: number;
  readonly password: string;
  readonly owned: boolean;
  readonly stopKeeping: () => Promise<void>;
}

function hold({ home, presence, log, port, password, owned, stopKeeping }: Hold): EmbeddedPostgres {
  const stopBounding = keepFileBounded(join(home, 'server.log'));
  const letGoAndStop = async () => {
    stopBounding();
    await stopKeeping();
    try {
      if (!(await letGo(presence))) return;
      await stopServerOf(join(home, 'database', 'cluster'));
      log.info('embedded-database-stopped');
    } finally {
      await presence.withdraw();
    }
  };
  let stopped: Promise<void> | null = null;
  return {
    url: urlOf(port, password, databaseName),
    owned,
    stop: () => {
      stopped ??= letGoAndStop();
      return stopped;
    },
  };
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
}
