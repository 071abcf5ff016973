import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';

/** How many mails relays took on each of some days, both ends among them, as it was last counted; days without any are absent. */
export async function mailsByDay(
  database: Queryable,
  { from, until }: { readonly from: CalendarDate; readonly until: CalendarDate },
): Promise<ReadonlyMap<CalendarDate, number>> {
  const { rows } = await database.query<{ day: CalendarDate; mails: number }>(
    `SELECT day, sum(value)::bigint AS mails FROM daily_numbers
      WHERE measure = 'mail.sent' AND dimension = 'relay' AND day BETWEEN $1 AND $2
      GROUP BY day HAVING sum(value) > 0`,
    [from, until],
  );
  return new Map(rows.map(({ day, mails }) => [day, mails]));
}
