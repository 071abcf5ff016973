import { DAY_MS } from '../../durations.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import { dueMoment, latestDueOf, nextPeriod } from '../../model/digest-period.js';
import type { ScheduleDefaults } from '../../model/preferences.js';
import { lateDays } from '../../model/release-state.js';
import type { DueWindow } from '../../store/deliveries/due-portion.js';
import type { ReleasedDigest } from '../../store/digests/digests.js';

/** What is particular to each kind of digest when it is given to readers. */
interface KindReach {
  /** How long before a reader's first time the first digest may have come due. */
  readonly reachHours: number;
  /** Digests of so many days before a reader's time are mailed as one; 0: the newest alone is. */
  readonly gatherDays: number;
}

/**
 * Days between chosen days of the week are gathered: a week of them at most, and a
 * day for where clocks change, or a zone leaves a day out. A newcomer's first daily digest is the one that came due in the day before
 * their time; a week or a month begins with the next one.
 */
const REACH: Readonly<Record<PeriodicKind, KindReach>> = {
  daily: { reachHours: 24, gatherDays: 8 },
  weekly: { reachHours: 0, gatherDays: 0 },
  monthly: { reachHours: 0, gatherDays: 0 },
};

/** Between a digest and the time of a reader who wants mail on one day of the week. */
const LONGEST_WAIT_DAYS = 8;

/** The oldest period whose digest may be mailed at `now`. */
export function oldestPeriod(kind: PeriodicKind, times: ScheduleDefaults, now: Date): CalendarDate {
  const oldest = new Date(now.getTime() - (lateDays[kind] + LONGEST_WAIT_DAYS) * DAY_MS);
  return latestDueOf(kind, oldest, times.time, times.timeZone);
}

/**
 * Who may be given what at `now`. A reader waits at their time for the newest digest that is due by then: where that
 * one is not released yet, until the next one is due. One that was never made is
 * passed over; one that was released when readers had passed it counts from then on, so that they get it at their next
 * time.
 * @param released those from {@link oldestPeriod} on, in any order
 */
export function dueWindow(
  kind: PeriodicKind,
  times: ScheduleDefaults,
  released: readonly ReleasedDigest[],
  now: Date,
): DueWindow {
  const { reachHours, gatherDays } = REACH[kind];
  const dueOf = (period: CalendarDate): Date => dueMoment({ kind, period }, times.time, times.timeZone);
  const latest = latestDueOf(kind, now, times.time, times.timeZone);
  const isReleased = released.some(({ period }) => period === latest);
  const until = isReleased ? now : new Date(dueOf(latest).getTime() - 1);
  const since = new Date(now.getTime() - lateDays[kind] * DAY_MS);
  const dueMoments: Date[] = [];
  for (let period = oldestPeriod(kind, times, now); ; period = nextPeriod(kind, period)) {
    dueMoments.push(dueOf(period));
    if (period > latest) break;
  }
  const digests = released
    .filter(({ isMailed }) => isMailed)
    .map(({ id, period, readersDueAt }) => ({ id, dueAt: readersDueAt ?? dueOf(period) }))
    .filter(({ dueAt }) => dueAt <= until);
  return { kind, until, since, digests, dueMoments, reachHours, gatherDays };
}
