import { addDays, type CalendarDate, isWeekend } from '../model/calendar-date.js';

/** What is known of a day when its page is shown. */
export interface DayFacts {
  readonly date: CalendarDate;
  /** The day it is on the source's calendar (UTC). */
  readonly today: CalendarDate;
  /** How many papers its list holds. */
  readonly papers: number;
  /** The newest poll of its list. */
  readonly lastPoll: { readonly startedAt: Date; readonly errorCode: string | null } | null;
  /** Since when the source has only failed, whatever list it was asked for. */
  readonly failingSince: Date | null;
}

/** What the page says of a day. */
export type DayStatus =
  /** `sourceDownSince` where the list may have grown meanwhile and cannot be read. */
  | { readonly kind: 'papers'; readonly papers: number; readonly sourceDownSince: Date | null }
  /** Nothing is listed and nothing will be. */
  | { readonly kind: 'rest'; readonly weekend: boolean }
  | { readonly kind: 'not-listed-yet' }
  /** Its list was not asked for, or too early to tell. */
  | { readonly kind: 'not-read' }
  | { readonly kind: 'source-down'; readonly since: Date };

/** An empty answer before this time of the day (UTC) does not mean that the list stays empty. */
const LISTED_BY_HOUR = 12;

/** Decides what the page says of a day; see the table in its test. */
export function dayStatus(facts: DayFacts): DayStatus {
  const { date, today, papers, lastPoll, failingSince } = facts;
  if (papers > 0) {
    // A list grows for about a day: what is older is complete.
    const grows = date >= addDays(today, -1);
    return { kind: 'papers', papers, sourceDownSince: grows ? failingSince : null };
  }
  if (date > today) return { kind: 'not-listed-yet' };
  // Who cannot ask does not know that the source rests.
  if (date === today && isWeekend(date) && failingSince !== null) {
    return { kind: 'source-down', since: failingSince };
  }
  if (isWeekend(date)) return { kind: 'rest', weekend: true };
  if (lastPoll === null) return { kind: 'not-read' };
  if (lastPoll.errorCode === 'LIST_NOT_OPEN') return { kind: 'not-listed-yet' };
  if (lastPoll.errorCode !== null) {
    return { kind: 'source-down', since: failingSince ?? lastPoll.startedAt };
  }
  if (date === today) return { kind: 'not-listed-yet' };
  const listedBy = new Date(`${date}T${LISTED_BY_HOUR}:00:00Z`);
  return lastPoll.startedAt < listedBy ? { kind: 'not-read' } : { kind: 'rest', weekend: false };
}

/** What stands for a day that several sources are asked about: the first kind of these that one of them has. */
const deciding: readonly DayStatus['kind'][] = [
  'papers',
  'source-down',
  'not-read',
  'not-listed-yet',
  'rest',
];

/** Of what is true for each source, what is true for the day; at least one source. */
export function decidingStatus(statuses: readonly DayStatus[]): DayStatus {
  const [first] = [...statuses].sort((a, b) => deciding.indexOf(a.kind) - deciding.indexOf(b.kind));
  return first ?? { kind: 'not-read' };
}
