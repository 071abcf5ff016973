import { addDays, type CalendarDate, dateIn } from '../model/calendar-date.js';
import type { PollTimes } from '../store/due-work.js';

/** A list grows for about a day, and votes come in for longer. */
const RECENT_DAYS = 4;
/** The schedule and the clock of a poll's start are never quite in step. */
const SLACK_MS = 30_000;
/** A source that failed gets a rest; its adapter has tried several times already. */
const RETRY_AFTER_MS = 120_000;

/** The list dates that are read again and again, today's (UTC, the source's calendar) first. */
export function recentListDates(now: Date): CalendarDate[] {
  const today = dateIn('UTC', now);
  return Array.from({ length: RECENT_DAYS }, (_, days) => addDays(today, -days));
}

/** Those of `dates` that some source has to be asked for: not read for `pollMinutes`, and not just tried. */
export function duePolls(
  dates: readonly CalendarDate[],
  times: readonly PollTimes[],
  now: Date,
  pollMinutes: number,
): CalendarDate[] {
  const interval = pollMinutes * 60_000 - SLACK_MS;
  const rest = Math.min(interval, RETRY_AFTER_MS);
  const due = times.filter(
    ({ answeredAt, attemptedAt }) => isPast(answeredAt, now, interval) && isPast(attemptedAt, now, rest),
  );
  return dates.filter((date) => due.some(({ listDate }) => listDate === date));
}

/** True when nothing was tried in the last two minutes. */
export function mayRetry(attemptedAt: Date | null, now: Date): boolean {
  return isPast(attemptedAt, now, RETRY_AFTER_MS);
}

function isPast(moment: Date | null, now: Date, ms: number): boolean {
  return moment === null || now.getTime() - moment.getTime() >= ms;
}
