import { addDays, dateIn, isWeekend, listDateAt } from './calendar-date.js';
import type { PeriodicKind } from './digest.js';
import { dueMoment, latestDueOf, nextPeriod, periodOf } from './digest-period.js';

/** When digests are due, from which a reader's next time follows: some of each kind, in order; of days of rest there are none. */
export type NextDueMoments = Readonly<Record<PeriodicKind, readonly Date[]>>;

/** Between a daily digest and the time of a reader who wants mail on one day of the week, with days of rest. */
const LONGEST_WAIT_DAYS = 12;

/** A week or a month may wait for a day of the week, and is made up for some time after that. */
const PERIODS_BEFORE = 3;
const PERIODS_AFTER = 3;

/**
 * When the digests around a moment are due, without days of rest.
 * @param times when digests are due: `HH:MM` in an IANA zone
 */
export function nextDueMoments(
  { time, timeZone }: { readonly time: string; readonly timeZone: string },
  around: Date,
): NextDueMoments {
  const longer = (kind: Exclude<PeriodicKind, 'daily'>): Date[] => {
    let period = latestDueOf(kind, around, time, timeZone);
    for (let back = 1; back < PERIODS_BEFORE; back += 1) period = periodOf(kind, addDays(period, -1));
    const moments: Date[] = [];
    for (let count = 0; count < PERIODS_BEFORE + PERIODS_AFTER; count += 1) {
      moments.push(dueMoment({ kind, period }, time, timeZone));
      period = nextPeriod(kind, period);
    }
    return moments;
  };
  const today = dateIn(timeZone, around);
  const days = Array.from({ length: 2 * LONGEST_WAIT_DAYS }, (_, day) =>
    addDays(today, day - LONGEST_WAIT_DAYS),
  );
  const daily = days
    .map((period) => dueMoment({ kind: 'daily', period }, time, timeZone))
    .filter((moment) => !isWeekend(listDateAt(moment)));
  return { daily, weekly: longer('weekly'), monthly: longer('monthly') };
}
