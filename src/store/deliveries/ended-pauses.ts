import type { Database, Queryable } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';
import { matchSparing } from '../editions/match-sparing.js';
import { inHalves, isFaultOfRow } from '../in-halves.js';
import { stateFor } from '../restores.js';
import { recordReaderFault } from '../subscribers/reader-faults.js';
import { timesAfterPause, timesFrom, transitionSql } from '../subscribers/transitions.js';

/** A pause of so many days is caught up with by a digest of a month, a shorter one by that of a week. */
const LONG_PAUSE_DAYS = 21;

const MOST_AT_ONCE = 10_000;

/*
 * The digest that catches up is the newest of a week (of a month, after a long pause) that was released in the
 * pause. What the reader had before is left out of it, and what it holds is left out of what follows.
 */
const END_PAUSES = `
WITH over AS MATERIALIZED (
  SELECT id, frequency, paused_at, paused_until, pause_ends, rule_set_id, address_hash, language
    FROM subscribers WHERE state = 'paused' AND paused_until <= $1 AND ($2::bigint[] IS NULL OR id = ANY ($2))
   ORDER BY paused_until LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED
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
    set: timesFrom(timesAfterPause('o')),
    from: 'over o',
    where: 's.id = o.id',
  })}
)
SELECT (SELECT count(*) FROM over) AS ended, (SELECT array_agg(id ORDER BY id) FROM made) AS slices`;

export interface EndedPauses {
  /** The slices to send. */
  readonly sliceIds: number[];
  /** Readers who are at fault; their pauses last a day longer. */
  readonly passedOver: number;
}

/** Ends the pauses that are over, with a digest to catch up where that was chosen. */
export async function endPauses(database: Database, now: Date): Promise<EndedPauses> {
  const due = await database.query<{ id: number }>(
    `SELECT d.id FROM digests d
      WHERE kind IN ('weekly', 'monthly') AND released_at IS NOT NULL
        AND EXISTS (SELECT FROM subscribers WHERE state = 'paused' AND paused_until <= $1)
      ORDER BY released_at DESC LIMIT 8`,
    [now],
  );
  await matchSparing(
    database,
    due.rows.map(({ id }) => id),
  );
  try {
    return { sliceIds: await endSome(database, now, null), passedOver: 0 };
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    return await endInHalves(database, now);
  }
}

async function endSome(database: Queryable, now: Date, only: readonly number[] | null): Promise<number[]> {
  const { rows } = await database.query<{ slices: string[] | null }>(END_PAUSES, [now, only]);
  return (rows[0]?.slices ?? []).map(Number);
}

async function endInHalves(database: Database, now: Date): Promise<EndedPauses> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM subscribers WHERE state = 'paused' AND paused_until <= $1
      ORDER BY paused_until LIMIT ${MOST_AT_ONCE}`,
    [now],
  );
  let passedOver = 0;
  const ids = rows.map(({ id }) => id);
  const parts = await inHalves(
    ids,
    (only) => endSome(database, now, only),
    async (id, code) => {
      passedOver += 1;
      await database.query(
        `UPDATE subscribers SET paused_until = $2::timestamptz + interval '1 day' WHERE id = $1 AND state = 'paused'`,
        [id, now],
      );
      await recordReaderFault(database, id, 'passed-over', code);
    },
  );
  return { sliceIds: parts.flat(), passedOver };
}
