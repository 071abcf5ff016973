import type { CalendarDate } from '../../model/calendar-date.js';
import { shortDate } from '../../rendering/dates.js';

const words = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options });

const weekday = words({ weekday: 'long' });
const weekdayAndDay = words({ weekday: 'short', month: 'short', day: 'numeric' });
const day = words({ dateStyle: 'medium' });

/** `Monday`. */
export function weekdayName(date: CalendarDate): string {
  return weekday.format(new Date(date));
}

/** `Mon, Mar 23`. */
export function weekdayDate(date: CalendarDate): string {
  return weekdayAndDay.format(new Date(date));
}

/** `Mar 23, 2026, 14:05 UTC`. */
export function momentWords(moment: Date): string {
  return `${day.format(moment)}, ${moment.toISOString().slice(11, 16)} UTC`;
}

/** `Mar 30 to Apr 5, 2026`. */
export function spanWords(from: CalendarDate, to: CalendarDate): string {
  return `${shortDate(from, to.slice(0, 4))} to ${day.format(new Date(to))}`;
}
