import type { Queryable } from '../database.js';
import { BATCH, type DueWindow, type Portion } from './due-portion.js';

/**
 * Works out the next time of readers who have none: they were confirmed, came back, or chose another schedule.
 * Returns how many.
 */
export async function scheduleReaders(
  client: Queryable,
  window: DueWindow,
  { defaults, batch = BATCH, only }: Portion,
): Promise<number> {
  const { rowCount } = await client.query(
    `WITH
     -- Readers of the kind who have no next time.
     waiting AS MATERIALIZED (
       SELECT s.id, clock_zone(s.time_zone, s.local_time, $4) AS zone, coalesce(s.local_time, $5::time) AS wall_time,
              s.weekdays, greatest(coalesce(s.scheduled_since, s.confirmed_at, s.created_at), $2) AS since, t.due_after
         FROM reader_times t JOIN subscribers s ON s.id = t.subscriber_id
        WHERE t.is_active AND t.frequency = $1 AND t.next_due_at IS NULL
          AND ($8::bigint[] IS NULL OR t.subscriber_id = ANY ($8))
        LIMIT $7 FOR NO KEY UPDATE OF t, s SKIP LOCKED
     ),
     -- The first time of each schedule at which there is anything for it: of who chose another one, by what came due
     -- since the last mail.
     slots AS MATERIALIZED (
       SELECT *, next_slot(zone, wall_time, weekdays, since,
                           (SELECT min(due) FROM unnest($3::timestamptz[]) AS due
                             WHERE due > coalesce(due_after, since - make_interval(hours => $6)))) AS slot
         FROM (SELECT DISTINCT zone, wall_time, weekdays, since, due_after FROM waiting) AS schedules
     )
     UPDATE reader_times
        SET next_due_at = slots.slot,
            due_after = coalesce(reader_times.due_after,
                                 least(waiting.since, slots.slot - make_interval(hours => $6)))
       FROM waiting JOIN slots ON (slots.zone, slots.wall_time, slots.weekdays, slots.since)
                                  = (waiting.zone, waiting.wall_time, waiting.weekdays, waiting.since)
                              AND slots.due_after IS NOT DISTINCT FROM waiting.due_after
      WHERE reader_times.subscriber_id = waiting.id`,
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
