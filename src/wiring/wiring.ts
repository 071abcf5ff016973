import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Closers } from '../closers.js';
import type { Config } from '../config/config.js';
import type { LocalMailbox } from '../embedded/mailbox.js';
import { startEmbeddedPostgres } from '../embedded/postgres/start.js';
import { readOrMakeSecret } from '../embedded/secret.js';
import { versionOfPackage } from '../package-folder.js';
import { checkServer } from '../store/check-server.js';
import type { KindOfWork } from '../store/connection-settings.js';
import { type Database, openDatabase } from '../store/database.js';
import { type DatabaseClock, openDatabaseClock } from '../store/database-clock.js';
import { requireCurrentSchema } from '../store/schema-state.js';
import { type Keyring, openKeyring } from '../subscribers/keyring.js';

/*
 * What a process may do without is loaded where it is opened: it costs a worker tens of megabytes that it never uses,
 * and a command most of the time that it takes. What mails and what works on the queue stands beside, for those that do.
 */

/** What every part starts from. */
export interface AppContext {
  readonly config: Config;
  readonly log: Logger;
  readonly closers: Closers;
  /** What this machine takes for the time. */
  readonly clock: () => Date;
}

/** The rows and the keys. */
export interface Stores extends AppContext {
  /** The database's time. */
  readonly clock: () => Date;
  readonly databaseClock: DatabaseClock;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly secretKeys: readonly string[];
  readonly keyring: Keyring;
}

/**
 * Opens the database (the embedded one where none is named) and reads the keys.
 * @param schema whether a schema that is behind is brought up to date, as the service does, or refused
 * @throws BroadsheetError DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED, SCHEMA_UNKNOWN, SCHEMA_BEHIND,
 *   SECRET_KEY_MISMATCH and what migrate() throws
 */
export async function openStores(
  app: AppContext,
  schema: 'migrate' | 'require' = 'require',
): Promise<Stores> {
  const { config, log } = app;
  const secretKeys =
    config.secretKeys.length > 0 ? config.secretKeys : [await readOrMakeSecret(config.dataDir)];
  const databaseUrl = await openDatabaseUrl(app);
  if (schema === 'migrate') {
    const { migrate } = await import('../store/migrate.js');
    await migrate(databaseUrl, log);
  } else await requireCurrentSchema(databaseUrl);
  log.info({ schema: versionOfPackage() }, 'database-ready');
  const database = openPool(app, databaseUrl, 'jobs');
  const keyring = await openKeyring(database, secretKeys);
  const databaseClock = await openDatabaseClock(database, app.clock);
  return { ...app, clock: databaseClock.now, databaseClock, databaseUrl, database, secretKeys, keyring };
}

/** The connections of pages and API, whose statements are cut off long before those of jobs. */
export function openWebDatabase(stores: Stores): Database {
  return openPool(stores, stores.databaseUrl, 'web');
}

function openPool({ log, closers }: AppContext, url: string, work: KindOfWork): Database {
  // The pool says that it has ended before its connections are closed, and the embedded server stops right behind it.
  let isClosing = false;
  const onError = (error: Error): void => {
    if (!isClosing) log.warn({ code: codeOf(error), work }, 'database-connection-lost');
  };
  const database = openDatabase({ url, work, onError });
  closers.add(`database of ${work}`, () => {
    isClosing = true;
    return database.end();
  });
  return database;
}

/**
 * Where the database is: the one that DATABASE_URL names, else the embedded one, started if need be.
 * @throws BroadsheetError DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED, EMBEDDED_DATABASE_FAILED
 */
export async function openDatabaseUrl({ config, log, closers }: AppContext): Promise<string> {
  if (config.databaseUrl !== null) {
    await checkServer(config.databaseUrl);
    return config.databaseUrl;
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  closers.add('embedded-database', () => server.stop());
  return server.url;
}

/** The built-in mailbox, where no SMTP server is named. */
export async function openMailbox({ config, log, closers }: AppContext): Promise<LocalMailbox | null> {
  if (config.relays.length > 0) return null;
  const { startMailbox } = await import('../embedded/mailbox.js');
  const mailbox = await startMailbox({ dataDir: config.dataDir, log });
  closers.add('mailbox', () => mailbox.stop());
  return mailbox;
}

/** A connection for counters that several web processes share; none where each counts for itself. */
export async function openRedis({ config, log, closers }: AppContext): Promise<Redis | null> {
  if (config.redisUrl === null) return null;
  const { openRedisDoor } = await import('../jobs/redis-connection.js');
  const door = await openRedisDoor({ url: config.redisUrl, ca: config.redisCa });
  // A counter is one key and one script, which a cluster takes as a server does.
  const redis = door.open({ maxRetriesPerRequest: 1 }) as Redis;
  redis.on('error', (error) => log.warn({ code: codeOf(error) }, 'redis-connection-lost'));
  closers.add('redis', async () => redis.disconnect());
  return redis;
}

/** What the log says of a connection's error. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? 'unknown');
}
