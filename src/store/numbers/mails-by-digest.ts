import { addDays, type CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import type { Queryable } from '../database.js';

/** A digest of a month is released after it, and one that was held later still. */
const MAILED_WITHIN_DAYS = 62;

/**
 * How many mails relays took of the digests whose periods begin on one of these days, both ends among them, as it was
 * last counted; by kind and period, as `daily:2026-03-23`. Those without any are absent.
 */
export async function mailsByDigest(
  database: Queryable,
  { from, until }: { readonly from: CalendarDate; readonly until: CalendarDate },
): Promise<ReadonlyMap<`${PeriodicKind}:${CalendarDate}`, number>> {
  const { rows } = await database.query<{ label: `${PeriodicKind}:${CalendarDate}`; mails: number }>(
    `SELECT label, sum(value)::bigint AS mails FROM daily_numbers
      WHERE measure = 'mail.sent' AND dimension = 'digest' AND day BETWEEN $1 AND $2
        AND label IN (SELECT kind || ':' || period FROM digests
                       WHERE kind IN ('daily', 'weekly', 'monthly') AND period BETWEEN $1 AND $3)
      GROUP BY label HAVING sum(value) > 0`,
    [from, addDays(until, MAILED_WITHIN_DAYS), until],
  );
  return new Map(rows.map(({ label, mails }) => [label, mails]));
}
