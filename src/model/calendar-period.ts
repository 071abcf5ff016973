import { Temporal } from 'temporal-polyfill';
import type { CalendarDate } from './calendar-date.js';

/** Some days in a row, both ends included. */
export interface DaySpan {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The week `YYYY-Www` from Monday to Sunday (ISO 8601, weeks 01 to 53); null where there is none of that name. */
export function weekSpan(text: string): DaySpan | null {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(text) ?? [];
  if (year === undefined || week === undefined || Number(year) === 0) return null;
  // The fourth of January is always in the first week.
  const inFirst = Temporal.PlainDate.from({ year: Number(year), month: 1, day: 4 });
  const monday = inFirst.subtract({ days: inFirst.dayOfWeek - 1 }).add({ weeks: Number(week) - 1 });
  return weekName(monday.toString()) === text ? spanOf(monday, 6) : null;
}

/** The month `YYYY-MM` from its first to its last day; null where there is none of that name. */
export function monthSpan(text: string): DaySpan | null {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  if (Number(year) === 0 || !(Number(month) >= 1 && Number(month) <= 12)) return null;
  const first = Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: 1 });
  return spanOf(first, first.daysInMonth - 1);
}

/** `2026-W14`: the ISO week that a day is in. */
export function weekName(date: CalendarDate): string {
  const { weekOfYear = 0, yearOfWeek = 0 } = Temporal.PlainDate.from(date);
  return `${String(yearOfWeek).padStart(4, '0')}-W${String(weekOfYear).padStart(2, '0')}`;
}

/** `2026-03`: the month that a day is in. */
export function monthName(date: CalendarDate): string {
  return date.slice(0, 7);
}

function spanOf(first: Temporal.PlainDate, more: number): DaySpan {
  return { from: first.toString(), to: first.add({ days: more }).toString() };
}
