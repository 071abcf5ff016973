import { DAY_MS } from '../../src/durations.js';
import type { Database } from '../../src/store/database.js';
import { foldOldest } from '../../src/store/deliveries/reading-history.js';
import type { Extra } from '../measurement.js';

/** Past the hundred days that deliveries are kept one by one. */
const LATER_DAYS = 101;

/**
 * Folds the oldest digests one after the other, each timed: the first writes a row of history for each reader, those
 * behind it change that row. Deleting the rows of one more is timed alone, and taken back.
 */
export async function measureFolding(
  database: Database,
  count: number,
  tell: (text: string) => void,
): Promise<Record<string, Extra>> {
  const later = new Date(Date.now() + LATER_DAYS * DAY_MS);
  const seconds: number[] = [];
  const walMegabytes: number[] = [];
  for (let fold = 0; fold < count; fold += 1) {
    await database.query('CHECKPOINT');
    const cost = await costOf(database, () => foldOldest(database, later));
    tell(`folded in ${cost.seconds} s, ${cost.walMegabytes} MB of WAL`);
    seconds.push(cost.seconds);
    walMegabytes.push(cost.walMegabytes);
  }
  const deletion = await costOf(database, async () => {
    const client = await database.connect();
    try {
      await client.query('BEGIN');
      await client.query('DELETE FROM deliveries WHERE digest_id = (SELECT min(digest_id) FROM deliveries)');
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
  });
  const vacuum = await costOf(database, () => database.query('VACUUM deliveries'));
  return {
    foldSeconds: seconds,
    foldWalMB: walMegabytes,
    deadRowsPerFold: await deadPerFold(database),
    deleteSeconds: deletion.seconds,
    deleteWalMB: deletion.walMegabytes,
    vacuumSeconds: vacuum.seconds,
    vacuumWalMB: vacuum.walMegabytes,
  };
}

async function deadPerFold(database: Database): Promise<number> {
  const { rows } = await database.query<{ most: number }>(
    `SELECT max(number) AS most
       FROM digests, LATERAL (SELECT sum(value::bigint) AS number FROM jsonb_each_text(folded)) AS states
      WHERE folded IS NOT NULL`,
  );
  return Number(rows[0]?.most ?? 0);
}

async function costOf(
  database: Database,
  work: () => Promise<unknown>,
): Promise<{ readonly seconds: number; readonly walMegabytes: number }> {
  const before = await walOctets(database);
  const startedAt = performance.now();
  await work();
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  return { seconds, walMegabytes: Math.round(((await walOctets(database)) - before) / 100_000) / 10 };
}

async function walOctets(database: Database): Promise<number> {
  const { rows } = await database.query<{ octets: string }>(
    "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS octets",
  );
  return Number(rows[0]?.octets);
}
