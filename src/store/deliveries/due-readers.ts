import type { PeriodicKind } from '../../model/digest.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';

/** Deliveries in a slice. */
const SLICE_SIZE = 1000;

/** How many readers one statement takes: each batch is committed, and its slices can be sent at once. */
const BATCH = 50_000;

/** What readers have who chose nothing. */
export interface ScheduleDefaults {
  /** `HH:MM`. */
  readonly time: string;
  /** IANA. */
  readonly timeZone: string;
}

/** A released digest with papers, and the moment it came due. */
export interface DueDigest {
  readonly id: number;
  readonly dueAt: Date;
}

/** What readers of a kind of digest are given at some moment. */
export interface DueWindow {
  readonly kind: PeriodicKind;
  /** Readers whose time has come by this moment; later ones wait for a digest that is not released yet. */
  readonly until: Date;
  /** Readers' times before it are passed over: it is too late for what was due then. */
  readonly since: Date;
  readonly digests: readonly DueDigest[];
  /** When digests of the kind are due, from the oldest of `digests` to the next one that is to come. */
  readonly dueMoments: readonly Date[];
  /** How many hours before a reader's first time the first digest may have come due. */
  readonly reachHours: number;
  /**
   * Digests of so many days before a reader's time are gathered into one mail; 0: the newest alone is mailed, and
   * what came due before it is passed over.
   */
  readonly gatherDays: number;
}

export interface DueOptions {
  readonly defaults: ScheduleDefaults;
  readonly sliceSize?: number;
  readonly batch?: number;
}

/**
 * Works out the next time of readers who have none: they were confirmed, came back, or chose another schedule.
 * Returns how many.
 */
async function scheduleReaders(client: Queryable, window: DueWindow, options: DueOptions): Promise<number> {
  const { defaults, batch = BATCH } = options;
  const { rowCount } = await client.query(
    `WITH waiting AS MATERIALIZED (
       SELECT id, clock_zone(time_zone, local_time, $4) AS zone, coalesce(local_time, $5::time) AS wall, weekdays,
              greatest(coalesce(scheduled_since, confirmed_at, created_at), $2) AS since
         FROM subscribers
        WHERE state = 'active' AND frequency = $1 AND next_due_at IS NULL
        LIMIT $7 FOR UPDATE SKIP LOCKED
     ), slots AS MATERIALIZED (
       SELECT *, next_slot(zone, wall, weekdays, since,
                           (SELECT min(due) FROM unnest($3::timestamptz[]) AS due
                             WHERE due > since - make_interval(hours => $6))) AS slot
         FROM (SELECT DISTINCT zone, wall, weekdays, since FROM waiting) AS schedules
     )
     UPDATE subscribers s
        SET next_due_at = slot,
            due_after = coalesce(s.due_after, least(since, slot - make_interval(hours => $6)))
       FROM waiting w JOIN slots USING (zone, wall, weekdays, since)
      WHERE s.id = w.id`,
    [
      window.kind,
      window.since,
      window.dueMoments,
      defaults.timeZone,
      defaults.time,
      window.reachHours,
      batch,
    ],
  );
  return rowCount ?? 0;
}

/*
 * A reader gets what came due since the last time that was theirs: the newest digest, or where several are gathered,
 * the one that gathers exactly these. Where that is still to be made readers stay where they are. Times are worked out
 * once for each schedule, not for each reader. Locked rows are another worker's, who moves them on.
 */
const FAN_OUT = `
WITH due AS MATERIALIZED (
  SELECT s.id, s.next_due_at AS slot, s.due_after, s.address_hash, s.weekdays, s.rule_set_id, s.skips, s.language,
         clock_zone(s.time_zone, s.local_time, $5) AS zone, coalesce(s.local_time, $6::time) AS wall
    FROM subscribers s
   WHERE s.state = 'active' AND s.frequency = $1 AND s.next_due_at <= $2
   ORDER BY s.next_due_at LIMIT $8 FOR UPDATE SKIP LOCKED
), slots AS MATERIALIZED (
  SELECT *, (slot AT TIME ZONE zone)::date AS day,
         next_slot(zone, wall, weekdays, slot,
                   (SELECT min(due) FROM unnest($9::timestamptz[]) AS due
                     WHERE due > greatest(slot, $10::timestamptz))) AS following
    FROM (SELECT DISTINCT zone, wall, weekdays, slot FROM due) AS schedules
), reached AS MATERIALIZED (
  SELECT due_after, slot,
         ARRAY(SELECT g.id FROM unnest($3::bigint[], $4::timestamptz[]) AS g (id, due_at)
                WHERE g.due_at > due_after AND g.due_at <= slot AND slot >= $10
                  AND ($11 = 0 OR g.due_at > slot - make_interval(days => $11))
                ORDER BY g.due_at) AS ids
    FROM (SELECT DISTINCT due_after, slot FROM due) AS stretches
), chosen AS MATERIALIZED (
  SELECT due_after, slot, ids,
         CASE WHEN $11 > 0 AND cardinality(ids) > 1 THEN (SELECT id FROM digests WHERE gathers = ids)
              ELSE ids[cardinality(ids)] END AS digest_id
    FROM reached
), wanted AS MATERIALIZED (
  SELECT d.id, c.digest_id, t.day, d.rule_set_id, d.skips, d.language
    FROM due d JOIN chosen c USING (due_after, slot) JOIN slots t USING (zone, wall, weekdays, slot)
   WHERE c.digest_id IS NOT NULL
     AND NOT EXISTS (SELECT FROM suppressions x WHERE x.address_hash = d.address_hash)
     AND NOT EXISTS (SELECT FROM deliveries w WHERE w.digest_id = c.digest_id AND w.subscriber_id = d.id)
), ${CHOOSE_EDITIONS}, ${NOTE_ORDERS}, placed AS MATERIALIZED (
  -- Readers with the same edition stand together, so that few editions are in use while a slice is sent.
  SELECT readers.*, (row_number() OVER (PARTITION BY digest_id ORDER BY language, rule_set_id NULLS FIRST, left_out, day, id) - 1)
            / $7::bigint AS bucket
    FROM readers WHERE skips = 0
), made AS (
  INSERT INTO slices (digest_id)
  SELECT digest_id FROM (SELECT DISTINCT digest_id, bucket FROM placed) AS buckets
  RETURNING id, digest_id
), numbered AS (
  SELECT id, digest_id, row_number() OVER (PARTITION BY digest_id ORDER BY id) - 1 AS bucket FROM made
), written AS (
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, reader_date, rule_set_id, left_out, language)
  SELECT p.digest_id, p.id, n.id, p.day, p.rule_set_id, p.left_out, p.language
    FROM placed p JOIN numbered n USING (digest_id, bucket) ORDER BY p.id
  ON CONFLICT (digest_id, subscriber_id) DO NOTHING
), moved AS (
  UPDATE subscribers s
     -- What was due at a time that is too long past is gathered at the next one.
     SET next_due_at = t.following, due_after = CASE WHEN $11 > 0 AND t.slot < $10 THEN s.due_after ELSE t.slot END,
         skips = CASE WHEN s.id IN (SELECT id FROM readers WHERE skips > 0) THEN s.skips - 1 ELSE s.skips END
    FROM due d JOIN slots t USING (zone, wall, weekdays, slot) JOIN chosen c USING (due_after, slot)
   WHERE s.id = d.id AND (c.ids = '{}' OR c.digest_id IS NOT NULL)
     -- Rules that were saved a moment ago are matched before the next look.
     AND (d.rule_set_id IS NULL OR c.digest_id IS NULL
          OR EXISTS (SELECT FROM editions e WHERE e.digest_id = c.digest_id AND e.rule_set_id = d.rule_set_id))
  RETURNING 1
), begun AS (
  UPDATE digests SET fanned_out_at = now()
   WHERE fanned_out_at IS NULL AND id IN (SELECT digest_id FROM chosen)
)
SELECT (SELECT count(*) FROM moved) AS taken, (SELECT array_agg(id ORDER BY id) FROM numbered) AS slices,
       (SELECT jsonb_agg(DISTINCT ids) FROM chosen WHERE ids <> '{}' AND digest_id IS NULL) AS missing`;

interface FanOutRow {
  readonly taken: number;
  readonly slices: string[] | null;
  readonly missing: number[][] | null;
}

export interface FannedOut {
  /** Whether there may be more readers to look at. */
  readonly more: boolean;
  readonly sliceIds: readonly number[];
  /** Daily digests that readers wait for as one, oldest first. */
  readonly missing: readonly (readonly number[])[];
}

/**
 * Writes the deliveries of readers whose time has come, and moves each on to the next time: one batch, all or
 * nothing. Any number of workers may call it at once.
 */
export function fanOutBatch(database: Database, window: DueWindow, options: DueOptions): Promise<FannedOut> {
  const { defaults, sliceSize = SLICE_SIZE, batch = BATCH } = options;
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
    ]);
    // A reader whose last times were missed is taken once for each.
    const more = scheduled > 0 || (rows[0]?.taken ?? 0) > 0;
    return { more, sliceIds: (rows[0]?.slices ?? []).map(Number), missing: rows[0]?.missing ?? [] };
  });
}
