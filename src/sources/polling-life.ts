import { type SourceKind, sourceKindOf } from '../model/source-kind.js';

/** How a list is read as it grows older. */
export interface LifeStage {
  /** Lists of up to this many days before today. */
  readonly untilAge: number;
  /** Minutes between two readings; POLL_MINUTES where that is more, or where this is null. */
  readonly everyMinutes: number | null;
  /** Minutes after which a reading that failed is tried again. */
  readonly retryMinutes: number;
}

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/**
 * By kind of source: often on the list's own day, seldom later, for two weeks. A list of Hugging Face grows for
 * about a day and is voted on for weeks. One of arXiv is complete when it is announced; it is read on for what
 * its feed leaves out, for late announcements and for withdrawals. A file costs nothing while it does not change.
 *
 * That is 114 lists a day of Hugging Face and 26 of arXiv, of a page or two each, and 14 of each at the first
 * start, where their limits allow 500 requests in five minutes and one in three seconds.
 */
const lives: Readonly<Record<SourceKind, readonly LifeStage[]>> = {
  huggingface: [
    { untilAge: 0, everyMinutes: null, retryMinutes: 2 },
    { untilAge: 1, everyMinutes: HOUR_MINUTES, retryMinutes: 10 },
    { untilAge: 3, everyMinutes: 6 * HOUR_MINUTES, retryMinutes: HOUR_MINUTES },
    { untilAge: 13, everyMinutes: DAY_MINUTES, retryMinutes: 6 * HOUR_MINUTES },
  ],
  arxiv: [
    { untilAge: 0, everyMinutes: 2 * HOUR_MINUTES, retryMinutes: 5 },
    { untilAge: 1, everyMinutes: 12 * HOUR_MINUTES, retryMinutes: HOUR_MINUTES },
    { untilAge: 13, everyMinutes: DAY_MINUTES, retryMinutes: 6 * HOUR_MINUTES },
  ],
  file: [{ untilAge: 13, everyMinutes: null, retryMinutes: 2 }],
};

/** The oldest list that is still read. */
export const OLDEST_AGE = 13;

/**
 * How often a source is asked for a list of some age in days; null where it is not read any more.
 * @throws RangeError for a name of no known kind
 */
export function lifeStage(source: string, age: number): LifeStage | null {
  const kind = sourceKindOf(source);
  if (kind === null) throw new RangeError(`${source} is a source of no known kind`);
  return lives[kind].find(({ untilAge }) => age <= untilAge) ?? null;
}
