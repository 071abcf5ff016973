import type { DeliveryState } from '../../model/delivery.js';
import type { DeliveryCounts } from '../../model/sending-control.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';
import { matchRuleSets } from '../editions/editions.js';
import { stateFor } from '../restores.js';
import { SLICE_SIZE } from './lease.js';

/** How many due rows one sweep gathers at most; the next one finds the rest. */
const MOST_DUE = 100_000;

/** Readers who may be mailed a digest: active and not suppressed. They are held against erasure until it is written. */
const MAILABLE = `subscribers.state = 'active'
  AND NOT EXISTS (SELECT FROM suppressions WHERE suppressions.address_hash = subscribers.address_hash)`;

/** `$1`: the digest, `$2`: readers in a slice, `$3`: when it was released, `$4`: its kind. */
const WRITE_DELIVERIES = `
  WITH
  -- Readers of the kind who were confirmed before the release and have no delivery of it.
  wanted AS MATERIALIZED (
    SELECT id, $1::bigint AS digest_id, NULL::date AS day, rule_set_id, 0 AS skips, language
      FROM subscribers
     WHERE ${MAILABLE} AND frequency = $4 AND coalesce(confirmed_at, created_at) <= $3
       AND EXISTS (SELECT FROM digest_papers WHERE digest_id = $1)
       AND NOT EXISTS (SELECT FROM deliveries WHERE digest_id = $1 AND subscriber_id = subscribers.id)
       FOR KEY SHARE
  ),
  -- From wanted: readers, those of them for whom anything is left.
  ${CHOOSE_EDITIONS},
  -- From readers: notes of who has a personal order.
  ${NOTE_ORDERS},
  -- In which slice each is: readers with the same edition stand together.
  placed AS MATERIALIZED (
    SELECT *, ((row_number() OVER (ORDER BY language, rule_set_id NULLS FIRST, left_out, id) - 1) / $2::bigint)::integer
                AS bucket
      FROM readers
  ),
  -- The slices themselves.
  made AS (
    INSERT INTO slices (digest_id)
    SELECT $1 FROM (SELECT DISTINCT bucket FROM placed) AS buckets
    RETURNING id
  ),
  -- The deliveries.
  written AS (
    INSERT INTO deliveries (digest_id, subscriber_id, slice_id, rule_set_id, left_out, language,
                            state, reason, settled_at)
    -- A list, for the planner, which expects one slice, would try all of them for each reader.
    SELECT $1, placed.id, ((SELECT array_agg(id ORDER BY id) FROM made))[placed.bucket + 1],
           placed.rule_set_id, placed.left_out, placed.language,
           ${stateFor('$3::timestamptz')}
      FROM placed ORDER BY placed.id
    ON CONFLICT (digest_id, subscriber_id) DO NOTHING
  )
  SELECT id FROM made ORDER BY id`;

/**
 * Writes the deliveries of a released digest to all readers of its kind who have none, whatever their hour is;
 * in slices, all or nothing, and once for each reader, however many call it. Its readers were confirmed before it
 * was released. A digest without papers is mailed to nobody.
 * @returns the slices it wrote; none where it is not released, or was cancelled
 */
export function writeDeliveries(
  database: Database,
  digestId: number,
  sliceSize: number = SLICE_SIZE,
): Promise<number[]> {
  return inTransaction(database, async (client) => {
    // The row lock makes a second caller wait, and then find it done.
    const digest = await client.query<{ released_at: Date; kind: string }>(
      `UPDATE digests SET fanned_out_at = coalesce(fanned_out_at, now())
        WHERE id = $1 AND released_at IS NOT NULL AND cancelled_at IS NULL
        RETURNING released_at, kind`,
      [digestId],
    );
    if (digest.rows[0] === undefined) return [];
    await matchRuleSets(client, [digestId]);
    const { released_at: releasedAt, kind } = digest.rows[0];
    const { rows } = await client.query<{ id: number }>(WRITE_DELIVERIES, [
      digestId,
      sliceSize,
      releasedAt,
      kind,
    ]);
    return rows.map(({ id }) => id);
  });
}

/**
 * Tells the planner of rows that were written in bulk. Until it knows of them it takes the table for a small
 * one and reads indexes that fit a small one, in the very minutes in which most of the rows are sent.
 */
export async function analyzeDeliveries(database: Queryable): Promise<void> {
  await database.query('ANALYZE deliveries, slices');
}

/** The slices of a digest that still have rows to send; none while it is paused or cancelled. */
export async function openSlices(database: Queryable, digestId: number): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT s.id FROM slices s JOIN digests g ON g.id = s.digest_id
      WHERE s.digest_id = $1 AND s.settled_at IS NULL AND g.paused_at IS NULL AND g.cancelled_at IS NULL
        AND EXISTS (SELECT FROM deliveries WHERE slice_id = s.id AND state IN ('pending', 'sending'))
      ORDER BY s.id`,
    [digestId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Writes the delivery of one digest to one reader, who asked for it: the reader's edition, without what was in
 * another one. A row that was skipped was never sent and is opened again.
 * @returns the slice to be sent, or null: the reader has it already, may not be mailed, the digest was
 * cancelled, or there is nothing to send
 */
export async function addDelivery(
  database: Queryable,
  digestId: number,
  subscriberId: number,
): Promise<number | null> {
  await matchRuleSets(database, [digestId]);
  const { rows } = await database.query<{ slice_id: number }>(
    `WITH
     -- The reader, unless there is nothing to mail or it was mailed.
     wanted AS MATERIALIZED (
       SELECT id, $1::bigint AS digest_id, NULL::date AS day, rule_set_id, 0 AS skips, language
         FROM subscribers
        WHERE id = $2 AND ${MAILABLE}
          AND EXISTS (SELECT FROM digests WHERE digests.id = $1 AND cancelled_at IS NULL)
          AND EXISTS (SELECT FROM digest_papers WHERE digest_id = $1)
          AND NOT EXISTS (SELECT FROM deliveries
                           WHERE digest_id = $1 AND subscriber_id = subscribers.id AND deliveries.state <> 'skipped')
          FOR KEY SHARE
     ),
     -- From wanted: readers, empty where nothing is left.
     ${CHOOSE_EDITIONS},
     -- From readers: a note of a personal order.
     ${NOTE_ORDERS},
     slice AS (
       INSERT INTO slices (digest_id) SELECT $1 FROM readers RETURNING id
     )
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, rule_set_id, left_out, language)
     SELECT $1, readers.id, slice.id, readers.rule_set_id, readers.left_out, readers.language FROM readers, slice
     ON CONFLICT (digest_id, subscriber_id) DO UPDATE
        SET state = 'pending', slice_id = excluded.slice_id, reason = NULL, settled_at = NULL,
            rule_set_id = excluded.rule_set_id, left_out = excluded.left_out, language = excluded.language
      WHERE deliveries.state = 'skipped'
     RETURNING slice_id`,
    [digestId, subscriberId],
  );
  return rows[0]?.slice_id ?? null;
}

/** Moves deferred rows that are due into slices of their own, to be sent again. */
export async function gatherDue(
  database: Queryable,
  now: Date,
  sliceSize: number = SLICE_SIZE,
): Promise<void> {
  await database.query(
    `WITH due AS (
       SELECT digest_id, subscriber_id FROM deliveries
        WHERE next_attempt_at <= $1
        ORDER BY next_attempt_at LIMIT ${MOST_DUE} FOR UPDATE SKIP LOCKED
     ), placed AS MATERIALIZED (
       SELECT *, ((row_number() OVER (PARTITION BY digest_id ORDER BY subscriber_id) - 1) / $2::bigint)::integer AS bucket
         FROM due
     ), made AS (
       INSERT INTO slices (digest_id)
       SELECT digest_id FROM (SELECT DISTINCT digest_id, bucket FROM placed) AS buckets
       RETURNING id, digest_id
     ), listed AS MATERIALIZED (
       SELECT digest_id, array_agg(id ORDER BY id) AS slice_ids FROM made GROUP BY digest_id
     )
     UPDATE deliveries d
        SET state = 'pending', next_attempt_at = NULL, slice_id = listed.slice_ids[p.bucket + 1]
       FROM placed p JOIN listed USING (digest_id)
      WHERE d.digest_id = p.digest_id AND d.subscriber_id = p.subscriber_id AND d.state = 'deferred'`,
    [now, sliceSize],
  );
}

/** How far a digest has come: its deliveries by state. */
export async function digestProgress(database: Queryable, digestId: number): Promise<DeliveryCounts> {
  const { rows } = await database.query<Record<DeliveryState, number>>(
    `SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
            count(*) FILTER (WHERE state = 'sending') AS sending,
            count(*) FILTER (WHERE state = 'sent') + coalesce((min(f.folded ->> 'sent'))::bigint, 0) AS sent,
            count(*) FILTER (WHERE state = 'deferred') AS deferred,
            count(*) FILTER (WHERE state = 'failed') + coalesce((min(f.folded ->> 'failed'))::bigint, 0) AS failed,
            count(*) FILTER (WHERE state = 'uncertain') + coalesce((min(f.folded ->> 'uncertain'))::bigint, 0) AS uncertain,
            count(*) FILTER (WHERE state = 'skipped') + coalesce((min(f.folded ->> 'skipped'))::bigint, 0) AS skipped
       FROM (SELECT folded FROM digests WHERE id = $1) AS f LEFT JOIN deliveries ON digest_id = $1`,
    [digestId],
  );
  const [counts] = rows;
  if (counts === undefined) throw new Error('an aggregate gives one row');
  return counts;
}
