import type pg from 'pg';
import type { Logger } from 'pino';
import { BroadsheetError } from '../errors.js';
import { connectTo } from './connect.js';
import { migrationNames, migrationsFolder } from './schema-state.js';
import { appliedNames, takeOverFormerSchema } from './take-over.js';

/** The advisory lock of node-pg-migrate, so that a version of before waits for it as well. */
export const MIGRATION_LOCK = 7_241_865_325_823_964;

/**
 * Applies every migration that the database has not seen, each in a transaction of its own, and returns their
 * names. Concurrent calls wait for one another behind an advisory lock of the database. A database of before 0.1.0 is
 * taken over first.
 * @param count how many at most; all of them where absent
 * @throws BroadsheetError DATABASE_UNREACHABLE where nothing answers, MIGRATION_FAILED where SQL is refused,
 *   SCHEMA_UNKNOWN where another version or program made the database
 */
export async function migrate(
  databaseUrl: string,
  log: Logger,
  count: number = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const client = await connectTo(databaseUrl, 'migrate', 'migration');
  client.on('error', (error) => log.warn({ reason: error.message }, 'migration-connection-lost'));
  try {
    const applied = await applyPending(client, log, count);
    if (applied.length > 0) log.info({ names: applied }, 'migrations-applied');
    return applied;
  } catch (cause) {
    if (cause instanceof BroadsheetError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BroadsheetError('MIGRATION_FAILED', `The database could not be migrated: ${reason}`, { cause });
  } finally {
    await client.end();
  }
}

async function applyPending(client: pg.Client, log: Logger, count: number): Promise<string[]> {
  // It ends with the connection, which the server ends where this process stands still.
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  const known = await migrationNames();
  if (await takeOverFormerSchema(client, known)) log.info({}, 'schema-taken-over');
  const applied = await appliedNames(client);
  if (known.every((name) => applied.includes(name))) return [];
  // As a rule there is nothing to do, and a start waits for what is loaded.
  const { runner } = await import('node-pg-migrate');
  // A line of the runner can hold a whole statement: of use to someone who looks for a fault, noise otherwise.
  const trace = (line: string) => log.debug({ line }, 'migration-runner');
  const done = await runner({
    dbClient: client,
    dir: migrationsFolder,
    direction: 'up',
    count,
    migrationsTable: 'migrations',
    singleTransaction: false,
    noLock: true,
    logger: { debug: trace, info: trace, warn: trace, error: trace },
  });
  return done.map(({ name }) => name);
}
