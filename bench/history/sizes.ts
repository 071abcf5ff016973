import type { Database } from '../../src/store/database.js';
import type { Extra } from '../measurement.js';

interface Sizes {
  readonly rows: number;
  readonly heap: number;
  readonly indexes: number;
}

/**
 * What `deliveries` takes as it is, and as it would be if it were written anew; the difference is bloat, and less than
 * nothing where changed rows have filled the room that was left for them. Packed rows leave no such room.
 */
export async function readSizes(database: Database): Promise<Record<string, Extra>> {
  const { rows: told } = await database.query<{
    dead: number;
    updates: number;
    hot: number;
    vacuums: number;
  }>(
    `SELECT n_dead_tup AS dead, n_tup_upd AS updates, n_tup_hot_upd AS hot, autovacuum_count AS vacuums
       FROM pg_stat_user_tables WHERE relname = 'deliveries'`,
  );
  const [statistics = { dead: 0, updates: 0, hot: 0, vacuums: 0 }] = told;
  const now = await sizesOf(database, 'deliveries');
  await database.query('CREATE TABLE written_anew (LIKE deliveries INCLUDING ALL)');
  await database.query('ALTER TABLE written_anew SET (autovacuum_enabled = off, fillfactor = 60)');
  await database.query('INSERT INTO written_anew SELECT * FROM deliveries ORDER BY digest_id, subscriber_id');
  await database.query('REINDEX TABLE written_anew');
  const anew = await sizesOf(database, 'written_anew');
  await database.query('DROP TABLE written_anew');
  await database.query('CREATE TABLE packed AS SELECT * FROM deliveries');
  const packed = await sizesOf(database, 'packed');
  await database.query('DROP TABLE packed');
  const share = (was: number, is: number): number => Math.round((1_000 * (was - is)) / was) / 10;
  return {
    rows: now.rows,
    octetsPerDelivery: Math.round((now.heap + now.indexes) / now.rows),
    heapOctetsPerDelivery: Math.round(now.heap / now.rows),
    bloatPercent: share(now.heap + now.indexes, anew.heap + anew.indexes),
    heapUnusedPercent: share(now.heap, packed.heap),
    heapBloatPercent: share(now.heap, anew.heap),
    indexBloatPercent: share(now.indexes, anew.indexes),
    deadRows: statistics.dead,
    heapOnlyPercent: Math.round((100 * statistics.hot) / Math.max(1, statistics.updates)),
    autovacuums: statistics.vacuums,
  };
}

async function sizesOf(database: Database, table: 'deliveries' | 'written_anew' | 'packed'): Promise<Sizes> {
  const { rows } = await database.query<Sizes>(
    `SELECT (SELECT count(*) FROM ${table}) AS rows, pg_relation_size('${table}') AS heap,
            pg_indexes_size('${table}') AS indexes`,
  );
  const [sizes] = rows;
  if (sizes === undefined || sizes.rows === 0) throw new Error(`${table} holds nothing`);
  return sizes;
}
