import type { CalendarDate } from '../../model/calendar-date.js';
import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

/** How many subscribers are in each state now, as the number of this day: a state is replaced, also by less. */
export async function countReadersNow(database: Queryable, day: CalendarDate): Promise<void> {
  await database.query(
    `WITH now AS (SELECT state, count(*) AS value FROM subscribers GROUP BY state),
     gone AS (DELETE FROM daily_numbers
               WHERE measure = 'readers' AND dimension = 'state' AND day = $1
                 AND label NOT IN (SELECT state FROM now))
     INSERT INTO daily_numbers AS kept (measure, dimension, day, label, value)
     SELECT 'readers', 'state', $1, state, value FROM now ORDER BY state
     ON CONFLICT (measure, dimension, day, label) DO UPDATE SET value = excluded.value WHERE kept.value <> excluded.value`,
    [day],
  );
}

/**
 * How many readers there were at the end of days on which nobody counted: those who had joined by the consent record
 * and had not left or bounced. Who was erased since is in none of them, and who paused counts as active.
 */
export async function estimateReaders(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  await database.query(
    `WITH moves AS (
       SELECT at, event <> 'withdrawn' AS is_in,
              lag(event <> 'withdrawn', 1, false) OVER (PARTITION BY subscriber_id ORDER BY at, id) AS was_in
         FROM consents WHERE event IN ('confirmed', 'added', 'resumed', 'withdrawn')
     ), changes AS (
       SELECT at, CASE WHEN is_in THEN 1 ELSE -1 END AS change FROM moves WHERE is_in <> was_in
       UNION ALL
       SELECT state_changed_at, -1 FROM subscribers WHERE state = 'bounced' AND confirmed_at IS NOT NULL
     ), summed AS (
       SELECT width_bucket(at, $2::timestamptz[]) AS before, sum(change) AS change FROM changes GROUP BY 1
     ), asked AS (
       SELECT day, number - 1 AS before FROM unnest($1::date[]) WITH ORDINALITY AS d (day, number)
     )
     INSERT INTO daily_numbers (measure, dimension, day, label, value)
     SELECT 'readers', 'state', day, 'active', greatest(sum(coalesce(change, 0)) OVER (ORDER BY day), 0)
       FROM asked LEFT JOIN summed USING (before)
     ON CONFLICT DO NOTHING`,
    [days.map(({ day }) => day), days.map(({ ends }) => ends)],
  );
}
