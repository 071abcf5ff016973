import { Temporal } from 'temporal-polyfill';
import { addDays, type CalendarDate, isCalendarDate, latestDuePeriod, momentOf } from './calendar-date.js';
import type { DigestKind, PeriodicKind } from './digest.js';

/** Which digest: its kind and the first day of its period. */
export interface DigestName {
  readonly kind: PeriodicKind;
  readonly period: CalendarDate;
}

/** The first day of the period that a day lies in: the day, the Monday of its ISO week, the first of its month. */
export function periodOf(kind: DigestKind, date: CalendarDate): CalendarDate {
  const day = Temporal.PlainDate.from(date);
  if (kind === 'weekly') return day.subtract({ days: day.dayOfWeek - 1 }).toString();
  return kind === 'monthly' ? day.with({ day: 1 }).toString() : date;
}

/** The last day of the period that begins on `period`. */
export function lastDayOf(kind: DigestKind, period: CalendarDate): CalendarDate {
  if (kind === 'weekly') return addDays(period, 6);
  const day = Temporal.PlainDate.from(period);
  return kind === 'monthly' ? day.with({ day: day.daysInMonth }).toString() : period;
}

/** The first day of the period after the one that begins on `period`. */
export function nextPeriod(kind: PeriodicKind, period: CalendarDate): CalendarDate {
  return periodOf(kind, addDays(lastDayOf(kind, period), 1));
}

/** Every day of a period, in order. */
export function daysOf(kind: DigestKind, period: CalendarDate): CalendarDate[] {
  const days = [period];
  for (const last = lastDayOf(kind, period); (days.at(-1) ?? last) < last; ) {
    days.push(addDays(days.at(-1) ?? period, 1));
  }
  return days;
}

/** When a digest is due: a daily one at `time` of its day, the others at `time` of the day after their period. */
export function dueMoment({ kind, period }: DigestName, time: string, timeZone: string): Date {
  return momentOf(kind === 'daily' ? period : addDays(lastDayOf(kind, period), 1), time, timeZone);
}

/** The newest period of a kind whose digest is due at `now`. */
export function latestDueOf(kind: PeriodicKind, now: Date, time: string, timeZone: string): CalendarDate {
  const day = latestDuePeriod(now, time, timeZone);
  return kind === 'daily' ? day : periodOf(kind, addDays(periodOf(kind, day), -1));
}

/** What the name of a digest is made of. */
export interface NamedPeriod {
  readonly kind: DigestKind;
  readonly period: CalendarDate;
  /** Of a gathered digest. */
  readonly lastDay?: CalendarDate;
}

/** {@link digestName} of a digest as it is stored. */
export function nameOfDigest({ kind, period, lastDay }: NamedPeriod): string {
  return lastDay === undefined ? digestName(kind, period) : `${period}${BETWEEN_DAYS}${lastDay}`;
}

/** Between the ends of an interval where a slash cannot stand (ISO 8601-1:2019, 5.5.2.2). */
const BETWEEN_DAYS = '--';

/** The first and the last day of the gathered digest that a name stands for; null where it is none. */
export function namedDays(
  name: string,
): { readonly period: CalendarDate; readonly lastDay: CalendarDate } | null {
  const [period = '', lastDay = '', ...others] = name.split(BETWEEN_DAYS);
  if (!isCalendarDate(period) || !isCalendarDate(lastDay) || others.length > 0) return null;
  return period < lastDay ? { period, lastDay } : null;
}

/**
 * How a digest is called in addresses: `2026-03-23`, `2026-W13`, `2026-03` (ISO 8601-1:2019, 5.2). No two
 * digests that are mailed share a name.
 */
export function digestName(kind: DigestKind, period: CalendarDate): string {
  if (kind === 'monthly') return period.slice(0, 7);
  if (kind !== 'weekly') return period;
  const { weekOfYear, yearOfWeek } = Temporal.PlainDate.from(period);
  return `${String(yearOfWeek).padStart(4, '0')}-W${String(weekOfYear).padStart(2, '0')}`;
}

/** The digest that a name stands for; null where it is none. */
export function namedDigest(name: string): DigestName | null {
  if (isCalendarDate(name)) return { kind: 'daily', period: name };
  if (isCalendarDate(`${name}-01`)) return comesDue({ kind: 'monthly', period: `${name}-01` });
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  if (year === undefined || week === undefined || !isCalendarDate(`${year}-01-04`)) return null;
  // January 4 is always in the first week of its ISO year.
  const period = addDays(periodOf('weekly', `${year}-01-04`), 7 * (Number(week) - 1));
  return digestName('weekly', period) === name ? comesDue({ kind: 'weekly', period }) : null;
}

/** What ends with the last day that can be written is due on none. */
function comesDue(name: DigestName): DigestName | null {
  return isCalendarDate(addDays(lastDayOf(name.kind, name.period), 1)) ? name : null;
}
