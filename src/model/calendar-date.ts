import { Temporal } from 'temporal-polyfill';
import { HOUR_MS } from '../durations.js';

/** A day without a time or a zone, as `YYYY-MM-DD`. Sorts as text. */
export type CalendarDate = string;

/**
 * The digest of a day stands for the list that was open on the source's calendar (UTC) this long before
 * the digest is due: early in a UTC day its list is still (almost) empty, at 08–11 UTC it holds about two
 * thirds. A reader in Tokyo gets the list of the day before, complete; one in London the list of today.
 */
const LIST_OPENS_AFTER_HOURS = 6;

/** True for a real day written as `YYYY-MM-DD`, years 1 to 9999. */
export function isCalendarDate(text: string): boolean {
  // PostgreSQL knows no year 0.
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** The day `days` after (or, negative, before) `date`. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** How many days `to` is after `from`. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** 1 for a Monday, 7 for a Sunday. */
export function weekdayOf(date: CalendarDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** Saturday or Sunday: the days on which Daily Papers rests. */
export function isWeekend(date: CalendarDate): boolean {
  return weekdayOf(date) >= 6;
}

/** The day it is at `moment` in an IANA time zone. */
export function dateIn(timeZone: string, moment: Date): CalendarDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** What clocks in an IANA time zone show at `moment`, as `HH:MM`. */
export function timeIn(timeZone: string, moment: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
}

/** The latest day that it is anywhere at `moment`: that of UTC+14, which no zone is ahead of. */
export function latestDateAt(moment: Date): CalendarDate {
  return dateIn('+14:00', moment);
}

/**
 * The moment of `time` (`HH:MM`) on `date` in a time zone. Of a time that clocks repeat the first counts; one that they
 * skip is the moment at which they jump, as for readers' times in PostgreSQL (`moment_in`): a later time of the day
 * is never an earlier moment.
 */
export function momentOf(date: CalendarDate, time: string, timeZone: string): Date {
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const skipped = !earlier.toPlainDateTime().equals(wall);
  const moment = (skipped ? earlier.getTimeZoneTransition('next') : null) ?? earlier;
  return new Date(moment.epochMilliseconds);
}

/** The list date that a digest due at `moment` stands for; see {@link LIST_OPENS_AFTER_HOURS}. */
export function listDateAt(moment: Date): CalendarDate {
  return dateIn('UTC', new Date(moment.getTime() - LIST_OPENS_AFTER_HOURS * HOUR_MS));
}

/** The newest day whose digest is due at `now`: today from `time` on, before that yesterday. */
export function latestDuePeriod(now: Date, time: string, timeZone: string): CalendarDate {
  const today = dateIn(timeZone, now);
  return momentOf(today, time, timeZone) <= now ? today : addDays(today, -1);
}

/** Clients also send a moment: the day that it is in UTC. A plus sign that was not escaped has become a blank. */
export function dayIn(given: string): string {
  const written = given.replace(/ (?=\d{2}:?\d{2}$)/, '+');
  const moment = /^\d{4}-\d{2}-\d{2}T/.test(written) ? new Date(written) : null;
  return moment === null || Number.isNaN(moment.getTime()) ? given : moment.toISOString().slice(0, 10);
}
