import { type Database, inTransaction } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';
import { matchRuleSets } from '../editions/editions.js';
import { stateFor } from '../restores.js';
import { timesFrom, transitionSql } from '../subscribers/transitions.js';

/** A pause of so many days is caught up with by a digest of a month, a shorter one by that of a week. */
const LONG_PAUSE_DAYS = 21;

/*
 * The digest that catches up is the newest of a week (of a month, after a long pause) that was released in the
 * pause. What the reader had before is left out of it, and what it holds is left out of what follows.
 */
const END_PAUSES = `
WITH over AS MATERIALIZED (
  SELECT id, paused_at, paused_until, pause_ends, rule_set_id, address_hash, language
    FROM subscribers WHERE state = 'paused' AND paused_until <= $1
   ORDER BY paused_until LIMIT 10000 FOR UPDATE SKIP LOCKED
), wanted AS MATERIALIZED (
  SELECT o.id, g.id AS digest_id, NULL::date AS day, o.rule_set_id, 0 AS skips, o.language
    FROM over o
   CROSS JOIN LATERAL (
     SELECT d.id FROM digests d
      WHERE d.kind IN ('weekly', 'monthly') AND d.cancelled_at IS NULL
        AND d.released_at > o.paused_at AND d.released_at <= $1
        AND EXISTS (SELECT FROM digest_papers WHERE digest_id = d.id)
      ORDER BY (d.kind = 'monthly') = (o.paused_until - o.paused_at > make_interval(days => ${LONG_PAUSE_DAYS})) DESC,
               d.released_at DESC
      LIMIT 1) AS g
   WHERE o.pause_ends = 'with-catch-up'
     AND NOT EXISTS (SELECT FROM suppressions x WHERE x.address_hash = o.address_hash)
     AND NOT EXISTS (SELECT FROM deliveries w WHERE w.digest_id = g.id AND w.subscriber_id = o.id)
), ${CHOOSE_EDITIONS}, ${NOTE_ORDERS}, made AS (
  INSERT INTO slices (digest_id) SELECT DISTINCT digest_id FROM readers RETURNING id, digest_id
), written AS (
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, rule_set_id, left_out, language, state, reason, settled_at)
  SELECT r.digest_id, r.id, m.id, r.rule_set_id, r.left_out, r.language, ${stateFor('o.paused_until')}
    FROM readers r JOIN made m USING (digest_id) JOIN over o ON o.id = r.id
  ON CONFLICT (digest_id, subscriber_id) DO NOTHING
), resumed AS (
  ${transitionSql('endPause', {
    at: '$1',
    set: timesFrom("o.paused_until - interval '1 minute'"),
    from: 'over o',
    where: 's.id = o.id',
  })}
)
SELECT (SELECT count(*) FROM over) AS ended, (SELECT array_agg(id ORDER BY id) FROM made) AS slices`;

/** Ends the pauses that are over, with a digest to catch up where that was chosen. Returns the slices to send. */
export function endPauses(database: Database, now: Date): Promise<number[]> {
  return inTransaction(database, async (client) => {
    const due = await client.query<{ id: number }>(
      `SELECT d.id FROM digests d
        WHERE kind IN ('weekly', 'monthly') AND released_at IS NOT NULL
          AND EXISTS (SELECT FROM subscribers WHERE state = 'paused' AND paused_until <= $1)
        ORDER BY released_at DESC LIMIT 8`,
      [now],
    );
    await matchRuleSets(
      client,
      due.rows.map(({ id }) => id),
    );
    const { rows } = await client.query<{ ended: number; slices: string[] | null }>(END_PAUSES, [now]);
    return (rows[0]?.slices ?? []).map(Number);
  });
}
