import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { backUp } from '../../src/backup/backup.js';
import { restore } from '../../src/backup/restore.js';
import type { Database } from '../../src/store/database.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type ResultRow, rowOfFigures } from '../measurement.js';
import { withoutChecks, withoutIndexes } from '../operators/fill-quickly.js';
import { addInventedReaders } from '../operators/invented-readers.js';
import { withOwnDatabase } from '../processes/own-database.js';

const benchName = 'backup';
const READERS = 1_000_000;
const DIGESTS = 30;
const SECRET = 'the key of the benchmark';

export function wantsBackup(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, `${READERS}-readers ${DIGESTS}-digests`);
}

/** A service with a month of digests behind it: written to a file, and brought back into an empty database. */
export async function benchBackup({ options, folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  const readers = options.readers ?? READERS;
  const file = join(folder, 'backup');
  const common = { secretKeys: [SECRET], file };
  const taken = await withOwnDatabase(await folderIn(folder, 'from'), async (database, databaseUrl) => {
    progress(`${benchName}: ${readers} readers who got ${DIGESTS} digests`);
    await invent(database, readers);
    const gigabytes = await gigabytesOf(database);
    progress(`${benchName}: writing the file`);
    const told = { table: () => undefined, octets: () => undefined };
    const [{ rows, octets }, minutes] = await timed(() =>
      backUp({ ...common, databaseUrl, version: 'bench', progress: told, signal }),
    );
    return { rows, 'database GB': gigabytes, 'file GB': octets / 1e9, 'backup min': minutes };
  });
  return withOwnDatabase(await folderIn(folder, 'to'), async (database, databaseUrl) => {
    progress(`${benchName}: bringing it back`);
    const told = { checked: () => undefined, table: () => undefined, filled: () => undefined };
    const [, minutes] = await timed(() =>
      restore({
        ...{ ...common, databaseUrl, insteadOfFull: 'another' },
        ...{ log: pino({ level: 'silent' }), progress: told },
      }),
    );
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM deliveries');
    const extra = {
      ...taken,
      ...{ 'restore min': minutes, 'restored GB': await gigabytesOf(database) },
      'deliveries restored': Number(rows[0]?.count),
    };
    return [rowOfFigures(benchName, `${readers}-readers ${DIGESTS}-digests`, extra)];
  });
}

async function folderIn(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

async function invent(database: Database, readers: number): Promise<void> {
  await openKeyring(database, [SECRET]);
  await addInventedReaders(database, readers);
  const days = Array.from({ length: DIGESTS }, (_, day) => deliveredOf(day + 1));
  await withoutIndexes(database, ['deliveries'], () => withoutChecks(database, days));
}

/** The digest of so many days ago, as its ledger stands when everybody has got it. */
const deliveredOf = (day: number) => `
  WITH digest AS (
    INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
    SELECT 'daily', day, day, 'upvotes', day + time '07:15', day + time '08:00', day + time '08:01'
      FROM (SELECT current_date - ${day} AS day) AS days RETURNING id, period, released_at
  ), slice AS (
    INSERT INTO slices (digest_id, settled_at) SELECT id, released_at + interval '20 minutes' FROM digest RETURNING id
  )
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, relay, reply_code, reply_text,
                          created_at, settled_at, reader_date)
  SELECT d.id, s.id, x.id, 'sent', 1, 'main', 250, '2.0.0 Ok: queued as ' || upper(substr(md5(d.id || ' ' || s.id), 1, 11)),
         d.released_at, d.released_at + (s.id % 1200) * interval '1 second', d.period
    FROM digest d, slice x, subscribers s`;

async function gigabytesOf(database: Database): Promise<number> {
  const { rows } = await database.query<{ octets: string }>(
    'SELECT pg_database_size(current_database()) AS octets',
  );
  return Number(rows[0]?.octets) / 1e9;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 60_000];
}
