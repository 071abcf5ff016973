import { DAY_MS, MINUTE_MS } from '../durations.js';
import { type CalendarDate, dateIn } from '../model/calendar-date.js';
import { type PollTimes, pollTimes } from '../store/papers/due-work.js';
import { mayRetry, recentListDates } from './due-polls.js';
import { type PollContext, pollList } from './poll.js';

/** A digest is frozen from a list that was read at most this long ago, where the source answers. */
const FRESH_MS = 5 * MINUTE_MS;

/** The upvotes of a week or a month are those that its papers had at most this long ago. */
const FRESH_FOR_PERIOD_MS = DAY_MS;

/**
 * Reads the list of a day once more, unless that was just done or tried or its day has not begun, and the lists of the
 * days before that were never asked for, or their papers would all come with the next digest.
 */
export async function readForDay(
  context: PollContext,
  listDate: CalendarDate,
  signal: AbortSignal,
): Promise<void> {
  const now = context.clock();
  const today = dateIn('UTC', now);
  const before = recentListDates(now).filter((date) => date < listDate);
  const dates = [listDate, ...before].filter((date) => date <= today);
  await readUnless(context, dates, signal, (times, date) =>
    times.every(({ succeededAt, attemptedAt }) =>
      date === listDate
        ? isWithin(FRESH_MS, succeededAt, now) || !mayRetry(attemptedAt, now)
        : attemptedAt !== null,
    ),
  );
}

/**
 * Reads the lists of a period that is over, unless that was done within a day: votes come in for long after.
 * @returns the dates that no source ever answered for
 */
export async function readForPeriod(
  context: PollContext,
  dates: readonly CalendarDate[],
  signal: AbortSignal,
): Promise<CalendarDate[]> {
  const now = context.clock();
  await readUnless(context, dates, signal, (times) =>
    times.some(({ succeededAt }) => isWithin(FRESH_FOR_PERIOD_MS, succeededAt, now)),
  );
  const times = await timesOf(context, dates);
  return dates.filter((date) =>
    times.every(({ listDate, succeededAt }) => listDate !== date || succeededAt === null),
  );
}

async function readUnless(
  context: PollContext,
  dates: readonly CalendarDate[],
  signal: AbortSignal,
  isKnown: (times: readonly PollTimes[], date: CalendarDate) => boolean,
): Promise<void> {
  const times = await timesOf(context, dates);
  for (const date of dates) {
    const asked = times.filter((time) => time.listDate === date);
    if (isKnown(asked, date)) continue;
    const results = await pollList(context, date, signal);
    // A source that is down now would only keep the digest waiting.
    if (results.every(({ errorCode }) => errorCode === 'SOURCE_UNAVAILABLE')) return;
  }
}

function timesOf(
  { database, sources }: PollContext,
  dates: readonly CalendarDate[],
): Promise<readonly PollTimes[]> {
  return pollTimes(
    database,
    sources.map(({ name }) => name),
    dates,
  );
}

function isWithin(ms: number, moment: Date | null, now: Date): boolean {
  return moment !== null && now.getTime() - moment.getTime() < ms;
}
