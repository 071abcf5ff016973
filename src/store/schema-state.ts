import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type pg from 'pg';
import { BroadsheetError } from '../errors.js';
import { packageFolder } from '../package-folder.js';
import { connectTo } from './connect.js';
import { appliedNames, decideOnHistory, listed } from './take-over.js';

export const migrationsFolder = packageFolder('migrations');

/** The names of all migrations that this version has, in their order. */
export async function migrationNames(): Promise<string[]> {
  return (await readdir(migrationsFolder)).map((file) => basename(file, '.sql')).sort();
}

/**
 * What of the migrations that there are a database has seen.
 * @returns the names that it lacks; all of them where it is empty
 * @throws BroadsheetError SCHEMA_UNKNOWN where a newer version or another program made it
 */
async function missingMigrations(client: pg.Client): Promise<string[]> {
  const known = await migrationNames();
  const applied = await appliedNames(client);
  if (decideOnHistory(applied, known) === 'take-over') return known;
  return known.filter((name) => !applied.includes(name));
}

/**
 * The migrations that a database has seen, in their order.
 * @throws BroadsheetError SCHEMA_UNKNOWN where a newer version or another program made it, or one of before 0.1.0;
 *   SCHEMA_BEHIND where it is empty
 */
export async function knownMigrationsOf(client: pg.Client): Promise<string[]> {
  const known = await migrationNames();
  const applied = await appliedNames(client);
  if (applied.length === 0) {
    throw new BroadsheetError('SCHEMA_BEHIND', 'The database is empty; there is nothing to back up.');
  }
  if (decideOnHistory(applied, known) === 'continue') return known.filter((name) => applied.includes(name));
  const message =
    'The database is of a version before 0.1.0. Run broadsheet migrate first, or back it up with pg_dump.';
  throw new BroadsheetError('SCHEMA_BEHIND', message);
}

/**
 * For commands that work with the schema as this version knows it, and leave changing it to `start` and `migrate`.
 * @throws BroadsheetError DATABASE_UNREACHABLE, SCHEMA_UNKNOWN, SCHEMA_BEHIND with what to do
 */
export async function requireCurrentSchema(databaseUrl: string): Promise<void> {
  const client = await connectTo(databaseUrl, 'check');
  try {
    const missing = await missingMigrations(client);
    if (missing.length === 0) return;
    const isEmpty = (await appliedNames(client)).length === 0;
    const state = isEmpty
      ? 'The database is empty'
      : `The database is behind this version and lacks ${missing.length} of its migrations (${listed(missing)})`;
    throw new BroadsheetError(
      'SCHEMA_BEHIND',
      `${state}. Run broadsheet migrate, or start the service, which does so too; back up first where it holds ` +
        'anything. Nothing was changed.',
      { details: { missing } },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
