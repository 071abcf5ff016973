import { type Database, inTransaction } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';
import { stateFor } from '../restores.js';
import { BATCH, type DueWindow, type Portion } from './due-portion.js';
import { SLICE_SIZE } from './lease.js';
import { scheduleReaders } from './schedule-readers.js';

/** A reader who wants none now, and could not be held, stays where they are, and so does one who was read too early (-1). */
const MAY_MOVE = '(due.skips = 0 OR due.id IN (SELECT id FROM skipping))';

/*
 * A reader gets what came due since the last time that was theirs: the newest digest, or where several are gathered,
 * the one that gathers exactly these. Where that is still to be made readers stay where they are. Times are worked out
 * once for each schedule, not for each reader. Locked rows are another worker's, who moves them on. Who changes a reader
 * waits for the times that are held here, so that nothing here waits for a reader.
 */
const FAN_OUT = `
WITH
-- Readers of the kind whose time has come.
due AS MATERIALIZED (
  SELECT s.id, t.next_due_at AS slot, t.due_after, s.address_hash, s.weekdays, s.rule_set_id, s.language,
         -- Whose schedule was changed since this statement began was read as before, though their times are of now. As
         -- a condition of this join it would have the planner sort all who are due for each batch.
         CASE WHEN t.scheduled_since <> s.scheduled_since THEN -1 ELSE s.skips END AS skips,
         clock_zone(s.time_zone, s.local_time, $5) AS zone, coalesce(s.local_time, $6::time) AS wall_time
    FROM reader_times t JOIN subscribers s ON s.id = t.subscriber_id
   WHERE t.is_active AND t.frequency = $1 AND t.next_due_at <= $2
     AND ($12::bigint[] IS NULL OR t.subscriber_id = ANY ($12))
   ORDER BY t.next_due_at LIMIT $8 FOR UPDATE OF t SKIP LOCKED
),
-- Those of them who want none now. Whoever changes that at this moment stays due until the next look.
skipping AS MATERIALIZED (
  SELECT id FROM subscribers
   WHERE id = ANY (ARRAY(SELECT id FROM due WHERE skips > 0)) AND skips > 0 FOR NO KEY UPDATE SKIP LOCKED
),
-- For each schedule: the reader's own day, and the time that follows.
slots AS MATERIALIZED (
  SELECT *, (slot AT TIME ZONE zone)::date AS day,
         next_slot(zone, wall_time, weekdays, slot,
                   (SELECT min(due_at) FROM unnest($9::timestamptz[]) AS due_at
                     WHERE due_at > greatest(slot, $10::timestamptz))) AS following
    FROM (SELECT DISTINCT zone, wall_time, weekdays, slot FROM due) AS schedules
),
-- For each period between two times of a reader: the digests that came due in it, oldest first.
reached AS MATERIALIZED (
  SELECT due_after, slot,
         ARRAY(SELECT released.id FROM unnest($3::bigint[], $4::timestamptz[]) AS released (id, due_at)
                WHERE released.due_at > due_after AND released.due_at <= slot AND slot >= $10
                  AND ($11 = 0 OR released.due_at > slot - make_interval(days => $11))
                ORDER BY released.due_at) AS ids
    FROM (SELECT DISTINCT due_after, slot FROM due) AS periods
),
-- The digest of each period: the newest, or the one that gathers all; null while that is still to be made.
chosen AS MATERIALIZED (
  SELECT due_after, slot, ids,
         CASE WHEN $11 > 0 AND cardinality(ids) > 1 THEN (SELECT id FROM digests WHERE gathers = ids)
              ELSE ids[cardinality(ids)] END AS digest_id
    FROM reached
),
-- Who is to be given it: readers who are not suppressed and have no delivery of it.
wanted AS MATERIALIZED (
  SELECT due.id, chosen.digest_id, slots.day, due.rule_set_id, due.skips, due.language
    FROM due JOIN chosen USING (due_after, slot) JOIN slots USING (zone, wall_time, weekdays, slot)
   WHERE chosen.digest_id IS NOT NULL AND ${MAY_MOVE}
     AND NOT EXISTS (SELECT FROM suppressions WHERE suppressions.address_hash = due.address_hash)
     AND NOT EXISTS (SELECT FROM deliveries
                      WHERE deliveries.digest_id = chosen.digest_id AND deliveries.subscriber_id = due.id)
),
-- From wanted: readers, those of them for whom anything is left.
${CHOOSE_EDITIONS},
-- From readers: notes of who has a personal order.
${NOTE_ORDERS},
-- In which slice each is. Readers with the same edition stand together, so that few are in use at a time.
placed AS MATERIALIZED (
  SELECT readers.*,
         ((row_number() OVER (PARTITION BY digest_id
                              ORDER BY language, rule_set_id NULLS FIRST, left_out, day, id) - 1)
           / $7::bigint)::integer AS bucket
    FROM readers WHERE skips = 0
),
-- The slices themselves.
made AS (
  INSERT INTO slices (digest_id)
  SELECT digest_id FROM (SELECT DISTINCT digest_id, bucket FROM placed) AS buckets
  RETURNING id, digest_id
),
-- Those of each digest in a list: the planner, which expects one row, would try all of them for each reader.
listed AS MATERIALIZED (
  SELECT digest_id, array_agg(id ORDER BY id) AS slice_ids FROM made GROUP BY digest_id
),
-- The deliveries.
written AS (
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, reader_date, rule_set_id, left_out, language,
                          state, reason, settled_at)
  SELECT placed.digest_id, placed.id, listed.slice_ids[placed.bucket + 1], placed.day, placed.rule_set_id,
         placed.left_out, placed.language, ${stateFor('due.slot')}
    FROM placed JOIN listed USING (digest_id) JOIN due ON due.id = placed.id ORDER BY placed.id
  ON CONFLICT (digest_id, subscriber_id) DO NOTHING
),
-- Everybody who had a digest, or for whom none came due, moves on to the next time.
moved AS (
  UPDATE reader_times
     -- What was due at a time that is too long past is gathered at the next one.
     SET next_due_at = slots.following,
         due_after = CASE WHEN $11 > 0 AND slots.slot < $10 THEN reader_times.due_after ELSE slots.slot END
    FROM due JOIN slots USING (zone, wall_time, weekdays, slot) JOIN chosen USING (due_after, slot)
   WHERE reader_times.subscriber_id = due.id AND (chosen.ids = '{}' OR chosen.digest_id IS NOT NULL) AND ${MAY_MOVE}
     -- Rules that were saved a moment ago are matched before the next look.
     AND (due.rule_set_id IS NULL OR chosen.digest_id IS NULL
          OR EXISTS (SELECT FROM editions
                      WHERE editions.digest_id = chosen.digest_id AND editions.rule_set_id = due.rule_set_id))
  RETURNING 1
),
-- Who wanted none has passed one over.
skipped AS (
  UPDATE subscribers SET skips = skips - 1 WHERE id = ANY (ARRAY(SELECT id FROM readers WHERE skips > 0))
),
-- The first fan-out of a digest is noted.
begun AS (
  UPDATE digests SET fanned_out_at = now()
   WHERE fanned_out_at IS NULL AND id IN (SELECT digest_id FROM chosen)
)
SELECT (SELECT count(*) FROM moved) AS taken, (SELECT array_agg(id ORDER BY id) FROM made) AS slices,
       (SELECT jsonb_agg(DISTINCT ids) FROM chosen WHERE ids <> '{}' AND digest_id IS NULL) AS missing`;

interface FanOutRow {
  readonly taken: number;
  readonly slices: string[] | null;
  readonly missing: number[][] | null;
}

/** What became of some readers. */
export interface FannedOutPortion {
  /** Whether there may be more readers to look at. */
  readonly more: boolean;
  readonly sliceIds: readonly number[];
  /** Daily digests that readers wait for as one, oldest first. */
  readonly missing: readonly (readonly number[])[];
}

/** Gives digests to readers whose time has come: to all of a portion, or to none. */
export function fanOutPortion(
  database: Database,
  window: DueWindow,
  options: Portion,
): Promise<FannedOutPortion> {
  const { defaults, sliceSize = SLICE_SIZE, batch = BATCH, only } = options;
  const { kind, until, since, digests, dueMoments, gatherDays } = window;
  return inTransaction(database, async (client) => {
    const scheduled = await scheduleReaders(client, window, options);
    const { rows } = await client.query<FanOutRow>(FAN_OUT, [
      kind,
      until,
      digests.map(({ id }) => id),
      digests.map(({ dueAt }) => dueAt),
      defaults.timeZone,
      defaults.time,
      sliceSize,
      batch,
      dueMoments,
      since,
      gatherDays,
      only,
    ]);
    // A reader whose last times were missed is taken once for each.
    const more = scheduled > 0 || (rows[0]?.taken ?? 0) > 0;
    return {
      more,
      sliceIds: (rows[0]?.slices ?? []).map(Number),
      missing: rows[0]?.missing ?? [],
    };
  });
}
