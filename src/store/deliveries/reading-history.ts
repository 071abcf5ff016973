import { DAY_MS } from '../../durations.js';
import { type Database, inTransaction } from '../database.js';

/** Readers' deliveries are kept one by one for so long: retries, bounces and complaints come within it. */
const KEEP_DAYS = 100;

/**
 * What was sent goes into the history: the days since the digest before that held papers, so that periods
 * follow on each other. Days that were gathered were had like those that came one by one. A delivery that reached
 * nobody is no part of it.
 */
const FOLD = `
WITH digest AS (
  SELECT g.id, k.kind, coalesce(g.last_day, g.period) AS period,
         coalesce((SELECT max(b.period) FROM digests b
                    WHERE b.kind = k.kind AND b.period < g.period
                      AND EXISTS (SELECT FROM digest_papers WHERE digest_id = b.id)), g.period - 1) AS before
    FROM digests g CROSS JOIN LATERAL (SELECT CASE g.kind WHEN 'gathered' THEN 'daily' ELSE g.kind END) AS k (kind)
   WHERE g.id = $1
), gone AS (
  DELETE FROM deliveries d USING digest WHERE d.digest_id = digest.id
  RETURNING d.subscriber_id, d.rule_set_id, d.state
), kept AS (
  INSERT INTO reading_history AS h (subscriber_id, kind, rule_set_id, periods)
  SELECT subscriber_id, kind, coalesce(rule_set_id, 0),
         datemultirange(daterange(before + 1, period, '[]'))
    FROM gone, digest WHERE state NOT IN ('failed', 'skipped')
   ORDER BY subscriber_id
  ON CONFLICT (subscriber_id, kind, rule_set_id) DO UPDATE SET periods = h.periods + excluded.periods
)
UPDATE digests SET folded = coalesce((SELECT jsonb_object_agg(state, number)
                                        FROM (SELECT state, count(*) AS number FROM gone GROUP BY state) AS states),
                                     '{}')
 WHERE id = $1`;

/** Readers before what they were given, as an erasure takes them: it would wait for a row here, and this for the reader. */
const HOLD_READERS = `
SELECT count(*) FROM (
  SELECT FROM subscribers WHERE id IN (SELECT subscriber_id FROM deliveries WHERE digest_id = $1)
   ORDER BY id FOR KEY SHARE) AS held`;

/**
 * Folds the oldest digest that is over into the history, with its slices. One at a time, because it rewrites a
 * row for each of its readers.
 * @returns false where there is none
 */
export function foldOldest(database: Database, now: Date): Promise<boolean> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `SELECT id FROM digests d
        WHERE folded IS NULL AND released_at < $1 AND fanned_out_at < $1
          AND NOT EXISTS (SELECT FROM deliveries
                           WHERE digest_id = d.id AND state IN ('pending', 'sending', 'deferred'))
        ORDER BY released_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [new Date(now.getTime() - KEEP_DAYS * DAY_MS)],
    );
    const [digest] = rows;
    if (digest === undefined) return false;
    await client.query(HOLD_READERS, [digest.id]);
    await client.query(FOLD, [digest.id]);
    await client.query('DELETE FROM delivery_orders WHERE digest_id = $1', [digest.id]);
    await client.query('DELETE FROM slices WHERE digest_id = $1', [digest.id]);
    return true;
  });
}
