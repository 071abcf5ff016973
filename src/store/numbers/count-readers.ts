import type { CalendarDate } from '../../model/calendar-date.js';
import { type BoundedDay, OTHERS } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';
import { MOST_LABELS } from './save-counts.js';

/** One look at all subscribers, and what their choices come to; the service's own zone is that of who chose none. */
const NOW = `
  WITH counted AS MATERIALIZED (
    SELECT state, frequency, language, coalesce(time_zone, 'site') AS zone, rule_set_id IS NOT NULL AS has_rules,
           count(*) AS value
      FROM subscribers GROUP BY 1, 2, 3, 4, 5
  ), answered AS (
    SELECT count(*) AS value FROM subscribers
     WHERE state = 'active' AND id IN (SELECT subscriber_id FROM votes UNION SELECT subscriber_id FROM saves)
  ), labelled AS (
    SELECT 'state' AS dimension, state AS label, sum(value) AS value FROM counted GROUP BY state
    UNION ALL
    SELECT l.dimension, l.label, sum(value)
      FROM counted CROSS JOIN LATERAL (VALUES ('frequency', frequency), ('language', language), ('zone', zone),
                                              ('use', CASE WHEN has_rules THEN 'rules' END)) AS l (dimension, label)
     WHERE state = 'active' AND l.label IS NOT NULL GROUP BY 1, 2
    UNION ALL
    SELECT 'use', 'own-order', count(*)
      FROM order_choices c JOIN subscribers s ON s.id = c.subscriber_id
     WHERE c.personal_since IS NOT NULL AND s.state = 'active'
    UNION ALL
    SELECT 'use', 'feed-addresses', count(*)
      FROM private_feeds f JOIN subscribers s ON s.id = f.subscriber_id WHERE s.state = 'active'
    UNION ALL
    SELECT 'use', 'answers', value FROM answered
  ), ranked AS (
    SELECT dimension, value,
           CASE WHEN row_number() OVER (PARTITION BY dimension ORDER BY value DESC, label) <= ${MOST_LABELS}
                THEN label ELSE '${OTHERS}' END AS label
      FROM labelled WHERE value > 0
  )
  SELECT dimension, label, sum(value)::bigint AS value FROM ranked GROUP BY 1, 2`;

/**
 * How many subscribers are in each state now, and what those who are mailed chose, as the numbers of this day: they are
 * replaced, also by less.
 */
export async function countReadersNow(database: Queryable, day: CalendarDate): Promise<void> {
  await database.query(
    `WITH now AS MATERIALIZED (${NOW}),
     gone AS (DELETE FROM daily_numbers
               WHERE measure = 'readers' AND day = $1 AND (dimension, label) NOT IN (SELECT dimension, label FROM now))
     INSERT INTO daily_numbers AS kept (measure, dimension, day, label, value)
     SELECT 'readers', dimension, $1, label, value FROM now ORDER BY dimension, label
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
