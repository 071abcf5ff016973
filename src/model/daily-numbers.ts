import { addDays, type CalendarDate, dateIn, momentOf } from './calendar-date.js';

const cameBack = ['domain', 'relay', 'digest', 'reason'] as const;
const answers = ['digest', 'topic', 'category'] as const;

/** What is counted of each day, and by what. */
export const dailyMeasures = {
  /** Subscribers at the end of the day; by anything but their state those who are mailed. */
  readers: ['state', 'frequency', 'language', 'zone', 'use'],
  /** Wishes to subscribe that a mail to confirm was written for. */
  signups: ['via', 'origin'],
  /** By `wait`: how long after the wish. */
  confirmations: ['via', 'origin', 'wait'],
  /** Who is a reader since: confirmed, added by an operator, or back. */
  joined: ['via', 'origin'],
  /** Who became a reader so many months before, and was one at the end of the day; labels are the months of then. */
  stayed: ['0-months', '1-month', '3-months', '6-months', '12-months'],
  /** Readers who left, complained or bounced; by the origin that they came from. */
  left: ['via', 'origin', 'digest'],
  erased: ['all'],
  /** Deliveries by the day on which the relay took them. */
  'mail.sent': ['domain', 'relay', 'digest'],
  /** Refused for good as they were sent. */
  'mail.failed': cameBack,
  /** Of those that were sent or refused on that day, what had to be tried more than once. */
  'mail.deferred': ['domain', 'relay', 'digest'],
  /** Of what was sent on that day, whenever it came back. */
  'mail.complaints': cameBack,
  /** By `grade`: certain, which is suppressed, or likely, which is watched. */
  'mail.hard': [...cameBack, 'grade'],
  'mail.soft': cameBack,
  /** What was said of our side and not of the reader's. */
  'mail.ours': cameBack,
  votes: ['value'],
  saves: ['all'],
  /** Votes and saves by the digest that the paper stands in. */
  liked: answers,
  disliked: answers,
  saved: answers,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type DailyMeasure = keyof typeof dailyMeasures;
export type Dimension = (typeof dailyMeasures)[DailyMeasure][number];

/** The dimension by which a measure is shown: that which was asked for, or its first; null where it has no such one. */
export function dimensionOf(measure: DailyMeasure, asked: string | undefined): Dimension | null {
  const known: readonly Dimension[] = dailyMeasures[measure];
  return (asked === undefined ? known[0] : known.find((one) => one === asked)) ?? null;
}

/** The label of all that is not named. */
export const OTHERS = '*';

/** A day with the moments between which it is. */
export interface BoundedDay {
  readonly day: CalendarDate;
  readonly starts: Date;
  /** Not included. */
  readonly ends: Date;
}

export interface DayToCount extends BoundedDay {
  readonly incomplete: boolean;
}

export interface DaysAsked {
  readonly now: Date;
  /** IANA. */
  readonly timeZone: string;
  /** The newest days that were counted, oldest first; one that is known keeps its bounds. */
  readonly known: readonly BoundedDay[];
  /** Of the oldest row that tells of anything; null where there is none. */
  readonly oldest: Date | null;
}

/**
 * Today, yesterday, and every day before that was not counted: after the last one that was, or, where none was, since
 * the oldest row. Days are those of the site's zone, of 23 or 25 hours where clocks change; each begins where the one
 * before ends, also where the zone was changed in between. Rows of a day before yesterday may have gone.
 */
export function daysToCount({ now, timeZone, known, oldest }: DaysAsked): readonly DayToCount[] {
  const today = dateIn(timeZone, now);
  const yesterday = addDays(today, -1);
  const newest = known.at(-1)?.day;
  const first = newest ?? (oldest === null ? yesterday : dateIn(timeZone, oldest));
  const last = newest !== undefined && newest > today ? newest : today;
  const begin = earlier(first, yesterday);
  // A zone that lies behind the former one has a yesterday before all that was counted.
  const from = known[0] !== undefined && begin < known[0].day ? known[0].day : begin;
  const byDay = new Map(known.map((bounds) => [bounds.day, bounds]));
  const days: DayToCount[] = [];
  let before = byDay.get(addDays(from, -1));
  for (let day = from; day <= last; day = addDays(day, 1)) {
    const bounds = byDay.get(day) ?? boundsOf(day, timeZone, before);
    days.push({ ...bounds, incomplete: day < yesterday });
    before = bounds;
  }
  return days;
}

function earlier(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one < other ? one : other;
}

function boundsOf(day: CalendarDate, timeZone: string, before: BoundedDay | undefined): BoundedDay {
  const starts = before?.ends ?? momentOf(day, '00:00', timeZone);
  const midnight = momentOf(addDays(day, 1), '00:00', timeZone);
  return { day, starts, ends: midnight > starts ? midnight : starts };
}
