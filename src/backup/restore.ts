import type { Logger } from 'pino';
import { BroadsheetError } from '../errors.js';
import { fillDatabase, tablesInTheWay } from '../store/backup/fill.js';
import { migrate } from '../store/migrate.js';
import { migrationNames } from '../store/schema-state.js';
import { keyFingerprint } from '../subscribers/key-fingerprint.js';
import type { Manifest } from './archive-format.js';
import { readArchive } from './read-archive.js';

/** Is told how far it has come. */
export interface RestoreProgress {
  /** The whole file was read and is sound. */
  checked(manifest: Manifest, rows: number): void;
  table(name: string, rows: number): void;
  /** All rows are there; indexes are made. */
  filled(): void;
}

export interface RestoreOptions {
  readonly databaseUrl: string;
  readonly file: string;
  /** Any of them may be the key of the backup. */
  readonly secretKeys: readonly string[];
  /** What stands in the way where the database is not empty, in words: what to do about it. */
  readonly insteadOfFull: string;
  readonly log: Logger;
  readonly progress: RestoreProgress;
}

/**
 * Fills an empty database from a backup: reads the file to its end first, makes the schema of its version, puts the
 * rows in and migrates on. Where anything is wrong nothing of the rows is kept.
 * @throws BroadsheetError BACKUP_INVALID, SECRET_KEY_MISMATCH, DATABASE_NOT_EMPTY, and what migrate throws
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const { databaseUrl, file, log, progress } = options;
  const { manifest, tables, rows } = await check(file);
  progress.checked(manifest, rows);
  requireKey(manifest, options.secretKeys);
  const count = await requireKnown(manifest);
  const inTheWay = await tablesInTheWay(databaseUrl, tables);
  if (inTheWay.length > 0) throw notEmpty(inTheWay, options.insteadOfFull);
  await migrate(databaseUrl, log, count);
  await fillDatabase(databaseUrl, manifest.sequences, async (filling) => {
    for await (const part of readArchive(file)) {
      if (part.kind === 'table') await filling.begin(part.header);
      if (part.kind === 'rows') await filling.write(part.octets);
      if (part.kind !== 'table-end') continue;
      const taken = await filling.end();
      if (taken !== part.end.rows)
        throw new Error(`${part.end.table} took ${taken} rows of ${part.end.rows}`);
      progress.table(part.end.table, taken);
    }
    progress.filled();
  });
  await migrate(databaseUrl, log);
  return manifest;
}

async function check(file: string) {
  let manifest: Manifest | null = null;
  let rows = 0;
  const tables: string[] = [];
  for await (const part of readArchive(file)) {
    if (part.kind === 'manifest') manifest = part.manifest;
    if (part.kind === 'table') tables.push(part.header.table);
    if (part.kind === 'end') rows = part.end.rows;
  }
  if (manifest === null)
    throw new BroadsheetError('BACKUP_INVALID', 'The backup does not say what it is of.');
  return { manifest, tables, rows };
}

function requireKey({ keyFingerprint: needed }: Manifest, secretKeys: readonly string[]): void {
  const own = secretKeys.map(keyFingerprint);
  if (own.includes(needed)) return;
  throw new BroadsheetError(
    'SECRET_KEY_MISMATCH',
    `The backup needs the SECRET_KEY with the fingerprint ${needed}; the one here has ${own.join(', ')}. Set it (in ` +
      'the embedded default it is the file secret-key in DATA_DIR). Nothing was changed.',
  );
}

/** @returns how many migrations make the schema of the backup */
async function requireKnown({ migrations, version }: Manifest): Promise<number> {
  const known = await migrationNames();
  if (migrations.every((name, place) => known[place] === name)) return migrations.length;
  const message =
    `The backup was made by Broadsheet ${version} with another schema than this version knows. Restore it with that ` +
    'version or a newer one. Nothing was changed.';
  throw new BroadsheetError('BACKUP_INVALID', message);
}

function notEmpty(tables: readonly string[], instead: string): BroadsheetError {
  const named = tables.slice(0, 5).join(', ') + (tables.length > 5 ? ` and ${tables.length - 5} more` : '');
  const message = `The database is not empty (${named}). A backup is restored into an empty one: ${instead}. Nothing was changed.`;
  return new BroadsheetError('DATABASE_NOT_EMPTY', message);
}
