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
