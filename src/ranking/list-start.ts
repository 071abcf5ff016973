import { DAY_MS } from '../durations.js';
import type { CalendarDate } from '../model/calendar-date.js';

/** When the list of a day begins, in milliseconds since 1970: at midnight UTC. */
export function startOfList(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** Days since a list began; 0 before. */
export function daysListed(date: CalendarDate, now: Date): number {
  return Math.max(0, (now.getTime() - startOfList(date)) / DAY_MS);
}
