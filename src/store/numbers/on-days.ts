/**
 * The days to count as arrays, as a member of a WITH: a moment finds its own by a search, where a join would try each with
 * each.
 */
export const CALENDAR = `calendar AS MATERIALIZED (
      SELECT array_agg(day ORDER BY day) AS days, array_agg(starts ORDER BY day) AS starts,
             array_agg(ends ORDER BY day) AS ends, max(ends) AS ends_at FROM days)`;

/** The day of a row of {@link onDays}. */
export const DAY = 'calendar.days[day_found.place]';

/**
 * Rows with a moment on one of the days of {@link CALENDAR}, as FROM and WHERE of a query that may say more behind.
 * @param from what rows are of, such as `votes v`
 * @param at their moment, such as `v.at`
 */
export function onDays(from: string, at: string): string {
  return `${from} CROSS JOIN calendar
          CROSS JOIN LATERAL (SELECT width_bucket(${at}, calendar.starts) AS place) AS day_found
          WHERE ${at} >= calendar.starts[1] AND ${at} < calendar.ends_at AND ${at} < calendar.ends[day_found.place]`;
}

/**
 * Ends such a query where something larger is made of it: each row has found its day by then. Else all days would be carried
 * along with each row, 20 GB of them where a million deliveries are sorted.
 */
export const WITH_ITS_DAY = 'OFFSET 0';
