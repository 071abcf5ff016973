import { addDays, dateIn, isWeekend, listDateAt } from './calendar-date.js';
import type { PeriodicKind } from './digest.js';
import { dueMoment, lastDayOf, latestDueOf, periodOf } from './digest-period.js';

/** When digests are due, from which a reader's next time follows. */
export interface NextDueMoments extends Readonly<Record<Exclude<PeriodicKind, 'daily'>, Date>> {
  /** In order; of days of rest there are none. */
  readonly daily: readonly Date[];
}

/** Between a daily digest and the time of a reader who wants mail on one day of the week, with days of rest. */
const LONGEST_WAIT_DAYS = 12;

/**
 * When the next digest of each longer kind is due, and the daily ones around `now`, without days of rest.
 * @param times when digests are due: `HH:MM` in an IANA zone
 */
export function nextDueMoments(
  { time, timeZone }: { readonly time: string; readonly timeZone: string },
  now: Date,
): NextDueMoments {
  const next = (kind: PeriodicKind): Date => {
    const latest = latestDueOf(kind, now, time, timeZone);
    const period = periodOf(kind, addDays(lastDayOf(kind, latest), 1));
    return dueMoment({ kind, period }, time, timeZone);
  };
  const today = dateIn(timeZone, now);
  const days = Array.from({ length: 2 * LONGEST_WAIT_DAYS }, (_, day) =>
    addDays(today, day - LONGEST_WAIT_DAYS),
  );
  const daily = days
    .map((period) => dueMoment({ kind: 'daily', period }, time, timeZone))
    .filter((moment) => !isWeekend(listDateAt(moment)));
  return { weekly: next('weekly'), monthly: next('monthly'), daily };
}
