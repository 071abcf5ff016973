import type { CalendarDate } from '../../model/calendar-date.js';
import type { BoundedDay, DayToCount } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

export interface CountedDay extends BoundedDay {
  readonly countedAt: Date;
}

/** The newest counted days with their bounds, oldest first. */
export async function newestCountedDays(database: Queryable, limit: number): Promise<CountedDay[]> {
  const { rows } = await database.query<CountedDay & Record<string, unknown>>(
    'SELECT day, starts, ends, counted_at AS "countedAt" FROM counted_days ORDER BY day DESC LIMIT $1',
    [limit],
  );
  return rows.reverse();
}

/** When the oldest thing happened that anything is counted of; null where nothing has. */
export async function oldestToCount(database: Queryable): Promise<Date | null> {
  const { rows } = await database.query<{ at: Date | null }>(
    `SELECT least((SELECT min(at) FROM consents), (SELECT min(created_at) FROM subscribers),
                  (SELECT min(released_at) FROM digests), (SELECT min(created_at) FROM suppressions)) AS at`,
  );
  return rows[0]?.at ?? null;
}

/** Notes that these days are counted. One that was counted in time stays whole. */
export async function noteCountedDays(
  database: Queryable,
  days: readonly DayToCount[],
  now: Date,
): Promise<void> {
  await database.query(
    `INSERT INTO counted_days AS known (day, starts, ends, incomplete, counted_at)
     SELECT day, starts, ends, incomplete, $5
       FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[], $4::boolean[]) AS d (day, starts, ends, incomplete)
      ORDER BY day
     ON CONFLICT (day) DO UPDATE SET counted_at = greatest(known.counted_at, excluded.counted_at)`,
    [
      days.map(({ day }) => day),
      days.map(({ starts }) => starts),
      days.map(({ ends }) => ends),
      days.map(({ incomplete }) => incomplete),
      now,
    ],
  );
}

/** Counted days on which something was sent that came back since a moment: what came back is counted by that day. */
export async function daysOfWhatCameBack(database: Queryable, since: Date): Promise<BoundedDay[]> {
  const { rows } = await database.query<BoundedDay & Record<string, unknown>>(
    `SELECT DISTINCT c.day, c.starts, c.ends
       FROM feedback f JOIN deliveries d ON d.digest_id = f.digest_id AND d.subscriber_id = f.subscriber_id
       JOIN counted_days c ON d.settled_at >= c.starts AND d.settled_at < c.ends
      WHERE f.received_at >= $1 AND f.evidence <> 'none' AND d.state = 'sent'
      ORDER BY c.day`,
    [since],
  );
  return rows;
}

/** Whether anything was mailed since a moment, or may be at this one. */
export async function wasMailing(database: Queryable, since: Date): Promise<boolean> {
  const { rows } = await database.query<{ was: boolean }>(
    'SELECT EXISTS (SELECT FROM slices WHERE settled_at IS NULL OR settled_at >= $1) AS was',
    [since],
  );
  return rows[0]?.was === true;
}

/** Which of these days have no number of readers. */
export async function daysWithoutReaders(
  database: Queryable,
  days: readonly CalendarDate[],
): Promise<CalendarDate[]> {
  const { rows } = await database.query<{ day: CalendarDate }>(
    `SELECT day FROM unnest($1::date[]) AS asked (day)
      WHERE NOT EXISTS (SELECT FROM daily_numbers n WHERE n.measure = 'readers' AND n.dimension = 'state' AND n.day = asked.day)
      ORDER BY day`,
    [days],
  );
  return rows.map(({ day }) => day);
}
