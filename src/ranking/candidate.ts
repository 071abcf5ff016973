import type { Tally } from '../model/answer.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { ScoreShares } from '../model/digest.js';
import type { ObservedPaper } from '../model/paper.js';

/** The counts of a paper at one moment. */
export interface Sighting {
  readonly at: Date;
  readonly upvotes: number;
  /** Null where it was not told. */
  readonly stars: number | null;
}

/** A paper with what a ranking may know of it: all of it is stored. */
export interface Candidate extends ObservedPaper {
  /** The newest list it stands on. */
  readonly listedOn: CalendarDate;
  /** Of the last day, oldest first; the last one is what the counts of the paper were taken from. */
  readonly sightings: readonly Sighting[];
  /** What Broadsheet's own readers said of it. */
  readonly tally: Tally;
}

/** What is true of the whole list that a candidate is ranked on. */
export interface Occasion {
  readonly now: Date;
  /** By paper id: 1 for the newest paper of the list, 0 for the oldest. */
  readonly newness: ReadonlyMap<string, number>;
}

/** What each part of a score is worth for one paper; the score is their sum. */
export type Strategy = (candidate: Candidate, occasion: Occasion) => ScoreShares;
