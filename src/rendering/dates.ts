import type { CalendarDate } from '../model/calendar-date.js';
import type { DigestKind } from '../model/digest.js';

const dayOfYear = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const dayAndYear = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const monthAndYear = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthAndDay = new Intl.DateTimeFormat('en-US', { month: 'long', day: 'numeric', timeZone: 'UTC' });
const wholeDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const wholeDay = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });

/** `Mar 23`, or `Oct 16, 2025` where that is not in `year`. */
export function shortDate(date: CalendarDate, year: string): string {
  return (date.startsWith(`${year}-`) ? dayOfYear : dayAndYear).format(new Date(date));
}

/** `Tuesday, March 24, 2026`. */
export function longDate(date: CalendarDate): string {
  return wholeDay.format(new Date(date));
}

/** `March 2026`. */
function monthName(date: CalendarDate): string {
  return monthAndYear.format(new Date(date));
}

/** What a digest is of: `Tuesday, March 24, 2026`, `The week of March 23, 2026`, `March 2026`, `March 20 – 23, 2026`. */
export function periodTitle(kind: DigestKind, period: CalendarDate, lastDay?: CalendarDate): string {
  if (lastDay !== undefined) return range(wholeDate, period, lastDay);
  if (kind === 'monthly') return monthName(period);
  return kind === 'weekly' ? `The week of ${wholeDate.format(new Date(period))}` : longDate(period);
}

/** What a subject calls it: `March 24`, `The week of March 23`, `March 2026`, `March 20 – 23`. */
export function subjectDate(kind: DigestKind, period: CalendarDate, lastDay?: CalendarDate): string {
  return shortPeriodTitle(kind, period, lastDay) ?? monthAndDay.format(new Date(period));
}

/** The same in short, where the year is told elsewhere: `The week of March 23`. Null for a single day. */
export function shortPeriodTitle(
  kind: DigestKind,
  period: CalendarDate,
  lastDay?: CalendarDate,
): string | null {
  if (lastDay !== undefined) return range(monthAndDay, period, lastDay);
  if (kind === 'monthly') return monthName(period);
  return kind === 'weekly' ? `The week of ${monthAndDay.format(new Date(period))}` : null;
}

/** Thin spaces are not in every font. */
function range(format: Intl.DateTimeFormat, first: CalendarDate, last: CalendarDate): string {
  return format.formatRange(new Date(first), new Date(last)).replace(/\u2009/g, ' ');
}
