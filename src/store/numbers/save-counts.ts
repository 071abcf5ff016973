import { type BoundedDay, OTHERS } from '../../model/daily-numbers.js';
import type { Queryable } from '../database.js';

/** Labels with a name of their own in a day and dimension; all others are one, however many somebody invents. */
export const MOST_LABELS = 50;

/**
 * Counts and keeps, in one statement. What was counted for a day before is replaced as a whole, and never by less: rows
 * go with whoever is erased, and with time, and what happened has happened.
 * @param counting a query over `days (day, starts, ends)` whose columns are measure, dimension, day, label, value, named
 */
export async function saveCounts(
  database: Queryable,
  days: readonly BoundedDay[],
  counting: string,
): Promise<void> {
  await database.query(
    `WITH days AS (SELECT * FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS d (day, starts, ends)),
     counted AS MATERIALIZED (${counting}),
     ranked AS (
       SELECT measure, dimension, day, value,
              CASE WHEN named AND row_number() OVER (PARTITION BY measure, dimension, day
                                                     ORDER BY named DESC, value DESC, label) <= $4
                   THEN label ELSE $5 END AS label
         FROM counted
     ), labelled AS (
       SELECT measure, dimension, day, label, sum(value)::bigint AS value FROM ranked GROUP BY 1, 2, 3, 4
     ), better AS (
       SELECT measure, dimension, day FROM labelled l GROUP BY 1, 2, 3
       HAVING sum(value) >= (SELECT coalesce(sum(value), 0) FROM daily_numbers n
                              WHERE n.measure = l.measure AND n.dimension = l.dimension AND n.day = l.day)
     ), gone AS (
       DELETE FROM daily_numbers n USING better b
        WHERE n.measure = b.measure AND n.dimension = b.dimension AND n.day = b.day
          AND NOT EXISTS (SELECT FROM labelled l WHERE l.measure = n.measure AND l.dimension = n.dimension
                                                   AND l.day = n.day AND l.label = n.label)
     )
     INSERT INTO daily_numbers AS kept (measure, dimension, day, label, value)
     SELECT measure, dimension, day, label, value FROM labelled JOIN better USING (measure, dimension, day)
      ORDER BY 1, 2, 3, 4
     ON CONFLICT (measure, dimension, day, label) DO UPDATE SET value = excluded.value WHERE kept.value <> excluded.value`,
    [
      days.map(({ day }) => day),
      days.map(({ starts }) => starts),
      days.map(({ ends }) => ends),
      MOST_LABELS,
      OTHERS,
    ],
  );
}
