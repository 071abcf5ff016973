import type { PeriodicKind } from '../../model/digest.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { CHOOSE_EDITIONS } from '../editions/choose-editions.js';
import { NOTE_ORDERS } from '../editions/delivery-orders.js';
import { inHalves, isFaultOfRow } from '../in-halves.js';
import { stateFor } from '../restores.js';
import { type MendedZone, mendZones, recordReaderFault } from '../subscribers/reader-faults.js';
import { SLICE_SIZE } from './lease.js';

/** How many readers one statement takes: each batch is committed, and its slices can be sent at once. */
const BATCH = 50_000;

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
async function scheduleReaders(
  client: Queryable,
  window: DueWindow,
  { defaults, batch = BATCH, only }: Portion,
): Promise<number> {
  const { rowCount } = await client.query(
    `WITH
     -- Readers of the kind who have no next time.
     waiting AS MATERIALIZED (
       SELECT id, clock_zone(time_zone, local_time, $4) AS zone, coalesce(local_time, $5::time) AS wall_time, weekdays,
              greatest(coalesce(scheduled_since, confirmed_at, created_at), $2) AS since
         FROM subscribers
        WHERE state = 'active' AND frequency = $1 AND next_due_at IS NULL
          AND ($8::bigint[] IS NULL OR id = ANY ($8))
        LIMIT $7 FOR UPDATE SKIP LOCKED
     ),
     -- The first time of each schedule, worked out once for all who have it.
     slots AS MATERIALIZED (
       SELECT *, next_slot(zone, wall_time, weekdays, since,
                           (SELECT min(due) FROM unnest($3::timestamptz[]) AS due
                             WHERE due > since - make_interval(hours => $6))) AS slot
         FROM (SELECT DISTINCT zone, wall_time, weekdays, since FROM waiting) AS schedules
     )
     UPDATE subscribers
        SET next_due_at = slots.slot,
            due_after = coalesce(subscribers.due_after,
                                 least(waiting.since, slots.slot - make_interval(hours => $6)))
       FROM waiting JOIN slots USING (zone, wall_time, weekdays, since)
      WHERE subscribers.id = waiting.id`,
    [
      window.kind,
      window.since,
      window.dueMoments,
      defaults.timeZone,
      defaults.time,
      window.reachHours,
      batch,
      only,
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
WITH
-- Readers of the kind whose time has come.
due AS MATERIALIZED (
  SELECT id, next_due_at AS slot, due_after, address_hash, weekdays, rule_set_id, skips, language,
         clock_zone(time_zone, local_time, $5) AS zone, coalesce(local_time, $6::time) AS wall_time
    FROM subscribers
   WHERE state = 'active' AND frequency = $1 AND next_due_at <= $2 AND ($12::bigint[] IS NULL OR id = ANY ($12))
   ORDER BY next_due_at LIMIT $8 FOR UPDATE SKIP LOCKED
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
   WHERE chosen.digest_id IS NOT NULL
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
         (row_number() OVER (PARTITION BY digest_id
                             ORDER BY language, rule_set_id NULLS FIRST, left_out, day, id) - 1)
           / $7::bigint AS bucket
    FROM readers WHERE skips = 0
),
-- The slices themselves.
made AS (
  INSERT INTO slices (digest_id)
  SELECT digest_id FROM (SELECT DISTINCT digest_id, bucket FROM placed) AS buckets
  RETURNING id, digest_id
), numbered AS (
  SELECT id, digest_id, row_number() OVER (PARTITION BY digest_id ORDER BY id) - 1 AS bucket FROM made
),
-- The deliveries.
written AS (
  INSERT INTO deliveries (digest_id, subscriber_id, slice_id, reader_date, rule_set_id, left_out, language,
                          state, reason, settled_at)
  SELECT placed.digest_id, placed.id, numbered.id, placed.day, placed.rule_set_id, placed.left_out, placed.language,
         ${stateFor('due.slot')}
    FROM placed JOIN numbered USING (digest_id, bucket) JOIN due ON due.id = placed.id ORDER BY placed.id
  ON CONFLICT (digest_id, subscriber_id) DO NOTHING
),
-- Everybody who had a digest, or for whom none came due, moves on to the next time.
moved AS (
  UPDATE subscribers
     -- What was due at a time that is too long past is gathered at the next one.
     SET next_due_at = slots.following,
         due_after = CASE WHEN $11 > 0 AND slots.slot < $10 THEN subscribers.due_after ELSE slots.slot END,
         skips = CASE WHEN subscribers.id IN (SELECT id FROM readers WHERE skips > 0)
                      THEN subscribers.skips - 1 ELSE subscribers.skips END
    FROM due JOIN slots USING (zone, wall_time, weekdays, slot) JOIN chosen USING (due_after, slot)
   WHERE subscribers.id = due.id AND (chosen.ids = '{}' OR chosen.digest_id IS NOT NULL)
     -- Rules that were saved a moment ago are matched before the next look.
     AND (due.rule_set_id IS NULL OR chosen.digest_id IS NULL
          OR EXISTS (SELECT FROM editions
                      WHERE editions.digest_id = chosen.digest_id AND editions.rule_set_id = due.rule_set_id))
  RETURNING 1
),
-- The first fan-out of a digest is noted.
begun AS (
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
  /** Readers who are at fault and are tried again a day later. */
  readonly passedOver: number;
  /** Time zones that this server does not know, and what became of them. */
  readonly zones: readonly MendedZone[];
}

/** A batch, or the readers of one alone. */
interface Portion extends DueOptions {
  readonly only: readonly number[] | null;
}

/**
 * Writes the deliveries of readers whose time has come, and moves each on to the next time: one batch. It is all or
 * nothing unless a reader is at fault, who is passed over for a day. Any number of workers may call it at once.
 */
export async function fanOutBatch(
  database: Database,
  window: DueWindow,
  options: DueOptions,
): Promise<FannedOut> {
  try {
    return await fanOutPortion(database, window, { ...options, only: null });
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    return await fanOutInHalves(database, window, options);
  }
}

async function fanOutInHalves(
  database: Database,
  window: DueWindow,
  options: DueOptions,
): Promise<FannedOut> {
  // What most often is at fault.
  const zones = await mendZones(database);
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM subscribers
      WHERE state = 'active' AND frequency = $1 AND (next_due_at IS NULL OR next_due_at <= $2)
      ORDER BY next_due_at NULLS FIRST LIMIT $3`,
    [window.kind, window.until, options.batch ?? BATCH],
  );
  let passedOver = 0;
  const parts = await inHalves(
    rows.map(({ id }) => id),
    (only) => fanOutPortion(database, window, { ...options, only }),
    async (id, code) => {
      passedOver += 1;
      await passOver(database, id, { code, until: window.until });
    },
  );
  return {
    more: passedOver > 0 || parts.some(({ more }) => more),
    sliceIds: parts.flatMap(({ sliceIds }) => sliceIds),
    missing: parts.flatMap(({ missing }) => missing),
    passedOver,
    zones,
  };
}

/** It is tried again at the reader's hour of the day after, with what came due meanwhile. */
function passOver(
  database: Database,
  id: number,
  { code, until }: { readonly code: string; readonly until: Date },
): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(
      `UPDATE subscribers
          SET next_due_at = coalesce(next_due_at, $2) + interval '1 day'
                * (1 + floor(greatest(0, extract(epoch FROM $2 - coalesce(next_due_at, $2))) / 86400))
        WHERE id = $1`,
      [id, until],
    );
    await recordReaderFault(client, id, 'passed-over', code);
  });
}

function fanOutPortion(database: Database, window: DueWindow, options: Portion): Promise<FannedOut> {
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
      passedOver: 0,
      zones: [],
    };
  });
}
