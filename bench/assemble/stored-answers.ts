import { addDays, type CalendarDate } from '../../src/model/calendar-date.js';
import type { Database } from '../../src/store/database.js';

/** Readers of every daily digest of the week. */
const READERS = 20_000;

/**
 * Sends the daily digests of a week to invented readers, who answer one of seven papers that they had each day, and
 * save some.
 * @param until the last list of the week
 * @returns how many answers there are
 */
export async function fillAnswers(database: Database, until: CalendarDate): Promise<number> {
  const week = [addDays(until, -6), until];
  await database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at)
     SELECT key, key, sha256(key::bytea), 'active', $2::date - 60, $2::date - 60
       FROM generate_series(1, $1::int) n, concat('reader', n, '@example.org') key`,
    [READERS, until],
  );
  await database.query(
    `WITH made AS (INSERT INTO slices (digest_id)
                   SELECT id FROM digests WHERE kind = 'daily' AND list_date BETWEEN $1 AND $2 RETURNING id, digest_id)
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, settled_at)
     SELECT digest_id, s.id, made.id, 'sent', frozen_at
       FROM made JOIN digests d ON d.id = digest_id CROSS JOIN subscribers s`,
    week,
  );
  const { rowCount } = await database.query(
    `INSERT INTO votes (subscriber_id, paper_id, value, at)
     SELECT subscriber_id, paper_id, CASE WHEN hashtext(paper_id) & 3 > subscriber_id & 3 THEN -1 ELSE 1 END, settled_at
       FROM deliveries d JOIN digest_papers p USING (digest_id)
      WHERE p.position = 1 + (subscriber_id * 7 + digest_id) % 90 AND subscriber_id % 7 <> digest_id % 7`,
  );
  await database.query(
    `INSERT INTO saves (subscriber_id, paper_id, at)
     SELECT subscriber_id, paper_id, at FROM votes WHERE value = 1 AND subscriber_id % 5 = 0`,
  );
  await database.query('VACUUM ANALYZE');
  return rowCount ?? 0;
}
