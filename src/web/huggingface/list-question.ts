import { BroadsheetError } from '../../errors.js';
import { addDays, type CalendarDate, dayIn } from '../../model/calendar-date.js';
import { lastDayOf, namedDigest } from '../../model/digest-period.js';

export interface ListQuery {
  readonly date?: string;
  readonly week?: string;
  readonly month?: string;
}

/** Some days in a row, both ends included. */
export interface DaySpan {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** How far back the newest papers are looked for where no day is named. */
const NEWEST_DAYS = 7;

/**
 * The days that a client asks for. Without any it is the newest week of lists.
 * @throws BroadsheetError DATE_INVALID for what is no date, or has not begun by `today` (UTC)
 */
export function daysAsked(query: ListQuery, today: CalendarDate): DaySpan {
  const { date, week, month } = query;
  const asked = [date, week, month].filter((part) => part !== undefined);
  if (asked.length === 0) return { from: addDays(today, 1 - NEWEST_DAYS), to: today };
  const span = asked.length > 1 ? null : spanNamed(query);
  if (span === null || span.from > today) {
    const form = 'one of date=YYYY-MM-DD, week=YYYY-Www and month=YYYY-MM, not later than today';
    throw new BroadsheetError('DATE_INVALID', `Invalid date; expected ${form}.`);
  }
  return span;
}

const kinds = { date: 'daily', week: 'weekly', month: 'monthly' } as const;

function spanNamed(query: ListQuery): DaySpan | null {
  for (const part of ['date', 'week', 'month'] as const) {
    const named = namedDigest(dayIn(query[part] ?? ''));
    if (named?.kind === kinds[part]) return { from: named.period, to: lastDayOf(named.kind, named.period) };
  }
  return null;
}
