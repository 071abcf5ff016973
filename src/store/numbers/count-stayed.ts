import type { BoundedDay } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { saveCounts } from './save-counts.js';

/**
 * Of everybody who became a reader on the day that is 0, 1, 3, 6 or 12 months before one of these: who was one at the
 * end of this. The day is that of the first time, so that who left and came back is counted once.
 */
const COUNTING = `
  WITH ages (dimension, months) AS (
    VALUES ('0-months', 0), ('1-month', 1), ('3-months', 3), ('6-months', 6), ('12-months', 12)
  ), calendar AS MATERIALIZED (
    SELECT array_agg(day ORDER BY day) AS days, array_agg(starts ORDER BY day) AS starts FROM counted_days
  ), cells AS MATERIALIZED (
    SELECT a.dimension, a.months, d.day, d.ends, c.day AS began_on, c.starts AS began_from, c.ends AS began_until
      FROM days d CROSS JOIN ages a JOIN counted_days c ON (c.day + make_interval(months => a.months))::date = d.day
  ), windows AS (
    SELECT min(began_from) AS since, max(began_until) AS until FROM cells GROUP BY months
  ), candidates AS MATERIALIZED (
    SELECT DISTINCT j.subscriber_id
      FROM windows w JOIN consents j ON j.at >= w.since AND j.at < w.until AND j.event IN ('confirmed', 'added')
  ), moves AS MATERIALIZED (
    SELECT subscriber_id, at, event <> 'withdrawn' AS is_in,
           lead(at) OVER (PARTITION BY subscriber_id ORDER BY at, id) AS next,
           min(at) FILTER (WHERE event IN ('confirmed', 'added')) OVER (PARTITION BY subscriber_id) AS began
      FROM consents JOIN candidates USING (subscriber_id)
     WHERE event IN ('confirmed', 'added', 'resumed', 'withdrawn')
  )
  SELECT 'stayed' AS measure, c.dimension, c.day, to_char(c.began_on, 'YYYY-MM') AS label,
         count(DISTINCT m.subscriber_id) AS value, true AS named
    FROM moves m CROSS JOIN calendar k
    JOIN cells c ON c.began_on = k.days[width_bucket(m.began, k.starts)]
    LEFT JOIN subscribers s ON s.id = m.subscriber_id AND s.state = 'bounced'
   WHERE CASE c.months WHEN 0 THEN m.at = m.began
         ELSE m.is_in AND m.at < c.ends AND (m.next IS NULL OR m.next >= c.ends)
              AND (s.id IS NULL OR s.state_changed_at >= c.ends) END
   GROUP BY 1, 2, 3, 4`;

/** Who stayed for how long; run after the days are noted as counted. */
export function countStayed(database: Queryable, days: readonly BoundedDay[]): Promise<void> {
  return saveCounts(database, days, COUNTING);
}
