import type { CalendarDate } from '../model/calendar-date.js';

const dayOfYear = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const dayAndYear = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const wholeDay = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });

/** `Mar 23`, or `Oct 16, 2025` where that is not in `year`. */
export function shortDate(date: CalendarDate, year: string): string {
  return (date.startsWith(`${year}-`) ? dayOfYear : dayAndYear).format(new Date(date));
}

/** `Tuesday, March 24, 2026`. */
export function longDate(date: CalendarDate): string {
  return wholeDay.format(new Date(date));
}
