import { addDays, type CalendarDate, isWeekend, listDateAt, momentOf } from '../model/calendar-date.js';
import type { PeriodicKind } from '../model/digest.js';
import { type DigestName, lastDayOf, latestDueOf, periodOf } from '../model/digest-period.js';
import type { Queryable } from '../store/database.js';
import { frozenSince } from '../store/digests/freeze-digest.js';

export interface DigestTimes {
  /** `HH:MM`. */
  readonly digestTime: string;
  /** IANA. */
  readonly digestTimezone: string;
}

/** So many digests may have been frozen ahead of their time, by hand. */
const LOOK_AHEAD = 60;

/**
 * The digest of a kind that freezes next: one that is due and late, or the next to come. Days of rest are
 * passed over, as nothing is mailed on them.
 */
export async function nextToFreeze(
  database: Queryable,
  kind: PeriodicKind,
  times: DigestTimes,
  now: Date,
): Promise<DigestName> {
  let period = latestDueOf(kind, now, times.digestTime, times.digestTimezone);
  for (let looked = 0; looked < LOOK_AHEAD; looked += 1) {
    if (!isRest({ kind, period }, times) && (await frozenSince(database, kind, period)) === null) break;
    period = addDays(lastDayOf(kind, period), 1);
  }
  return { kind, period };
}

/** The digest that an operator means by a day of it and a kind; without a day, the one that freezes next. */
export async function digestAsked(
  { database, config, clock }: { database: Queryable; config: DigestTimes; clock: () => Date },
  {
    date,
    kind = 'daily',
  }: { readonly date?: CalendarDate | undefined; readonly kind?: PeriodicKind | undefined },
): Promise<DigestName> {
  if (date !== undefined) return { kind, period: periodOf(kind, date) };
  return nextToFreeze(database, kind, config, clock());
}

/** Whether the list of a day rests, so that its digest is empty; never of a longer period. */
export function isRest({ kind, period }: DigestName, { digestTime, digestTimezone }: DigestTimes): boolean {
  return kind === 'daily' && isWeekend(listDateAt(momentOf(period, digestTime, digestTimezone)));
}
