import { createBoundedMap } from '../bounded-map.js';
import { addDays, type CalendarDate, dateIn, isWeekend, listDateAt } from './calendar-date.js';
import type { PeriodicKind } from './digest.js';
import { dueMoment, nextPeriod, periodOf } from './digest-period.js';

/** When digests are due, from which a reader's next time follows: some of each kind, in order; of days of rest there are none. */
export type NextDueMoments = Readonly<Record<PeriodicKind, readonly Date[]>>;

/** Between a daily digest and the time of a reader who wants mail on one day of the week, with days of rest. */
const LONGEST_WAIT_DAYS = 12;

/** A week or a month may wait for a day of the week, and is made up for some time after that. */
const PERIODS_BEFORE = 4;
const PERIODS_AFTER = 2;

/** Pages ask for those around today, and around the end of a pause. */
const kept = createBoundedMap<string, NextDueMoments>(50);

/**
 * When the digests around a moment are due, without days of rest.
 * @param times when digests are due: `HH:MM` in an IANA zone
 */
export function nextDueMoments(times: DueTimes, around: Date): NextDueMoments {
  const { time, timeZone } = times;
  const today = dateIn(timeZone, around);
  return kept.getOrMake(`${today} ${time} ${timeZone}`, () => ({
    daily: dailyAround(today, times),
    weekly: longerAround('weekly', today, times),
    monthly: longerAround('monthly', today, times),
  }));
}

interface DueTimes {
  readonly time: string;
  readonly timeZone: string;
}

function dailyAround(today: CalendarDate, { time, timeZone }: DueTimes): Date[] {
  return Array.from({ length: 2 * LONGEST_WAIT_DAYS }, (_, day) => addDays(today, day - LONGEST_WAIT_DAYS))
    .map((period) => dueMoment({ kind: 'daily', period }, time, timeZone))
    .filter((moment) => !isWeekend(listDateAt(moment)));
}

function longerAround(
  kind: Exclude<PeriodicKind, 'daily'>,
  today: CalendarDate,
  { time, timeZone }: DueTimes,
): Date[] {
  let period = periodOf(kind, today);
  for (let back = 0; back < PERIODS_BEFORE; back += 1) period = periodOf(kind, addDays(period, -1));
  const moments: Date[] = [];
  for (let count = 0; count <= PERIODS_BEFORE + PERIODS_AFTER; count += 1) {
    moments.push(dueMoment({ kind, period }, time, timeZone));
    period = nextPeriod(kind, period);
  }
  return moments;
}
