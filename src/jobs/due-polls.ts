import { MINUTE_MS } from '../durations.js';
import { addDays, type CalendarDate, dateIn, daysBetween } from '../model/calendar-date.js';
import { lifeStage, OLDEST_AGE } from '../sources/polling-life.js';
import type { PollTimes } from '../store/papers/due-work.js';

/** A list grows for about a day: without those of so many days, a digest would lack papers. */
const GROWING_DAYS = 4;
/** The schedule and the clock of a poll's start are never quite in step. */
const SLACK_MS = 30_000;
/** A source that failed gets a rest; its adapter has tried several times already. */
const RETRY_AFTER_MS = 2 * MINUTE_MS;

/** A list and the sources whose time has come to be asked for it. */
export interface DuePoll {
  readonly date: CalendarDate;
  readonly sources: readonly string[];
}

/** The list dates that a digest of today depends on, today's (UTC, the sources' calendar) first. */
export function recentListDates(now: Date): CalendarDate[] {
  return datesBefore(now, GROWING_DAYS);
}

/** All list dates that are read again, today's first. */
export function livingListDates(now: Date): CalendarDate[] {
  return datesBefore(now, OLDEST_AGE + 1);
}

/**
 * Which lists some source has to be asked for, the newest first: those that were not read for the time that
 * their age allows, and not just tried.
 */
export function duePolls(times: readonly PollTimes[], now: Date, pollMinutes: number): DuePoll[] {
  const today = dateIn('UTC', now);
  const due = times.filter((time) => isDue(time, daysBetween(time.listDate, today), now, pollMinutes));
  const dates = [...new Set(due.map(({ listDate }) => listDate))].sort().reverse();
  return dates.map((date) => ({
    date,
    sources: due.filter(({ listDate }) => listDate === date).map(({ source }) => source),
  }));
}

function isDue(time: PollTimes, age: number, now: Date, pollMinutes: number): boolean {
  const stage = lifeStage(time.source, age);
  if (stage === null) return false;
  const interval = Math.max(stage.everyMinutes ?? 0, pollMinutes) * MINUTE_MS - SLACK_MS;
  const rest = Math.min(interval, stage.retryMinutes * MINUTE_MS);
  return isPast(time.answeredAt, now, interval) && isPast(time.attemptedAt, now, rest);
}

/** True when nothing was tried in the last two minutes. */
export function mayRetry(attemptedAt: Date | null, now: Date): boolean {
  return isPast(attemptedAt, now, RETRY_AFTER_MS);
}

function datesBefore(now: Date, days: number): CalendarDate[] {
  const today = dateIn('UTC', now);
  return Array.from({ length: days }, (_, age) => addDays(today, -age));
}

function isPast(moment: Date | null, now: Date, ms: number): boolean {
  return moment === null || now.getTime() - moment.getTime() >= ms;
}
