import { noTally } from '../../../src/model/answer.js';
import type { CalendarDate } from '../../../src/model/calendar-date.js';
import type { Candidate } from '../../../src/ranking/candidate.js';
import type { ObservedRow } from './observation-csv.js';
import { isEarly, type ObservedDay } from './observed-days.js';

/** A list as it was known at its first round of observations, and what became of its papers. */
export interface JudgedDay {
  readonly listDate: CalendarDate;
  /** When the first round ended. */
  readonly now: Date;
  readonly candidates: readonly Candidate[];
  /** By paper id: the upvotes at its last observation. */
  readonly finalUpvotes: ReadonlyMap<string, number>;
}

export interface JudgedDays {
  /** In order of date. */
  readonly days: readonly JudgedDay[];
  readonly skipped: Skipped;
}

/** Lists that say nothing about a ranking, counted by reason. */
export interface Skipped {
  /** Fewer than six were known at the first round. */
  readonly fewPapers: number;
  /** None of those known was seen again. */
  readonly notSeenAgain: number;
}

/** With five papers every order has the right five on top. */
const FEWEST_PAPERS = 6;

/**
 * Turns observations into questions with known answers. The moment of a list is its first observation of any
 * paper by anyone, and the round of polling that this one began; what was known by then counts, whoever saw it,
 * and nothing that was seen later. Papers that were first seen later cannot be ranked then and are left out.
 */
export function judgeableDays(observed: ReadonlyMap<CalendarDate, ObservedDay>): JudgedDays {
  const days: JudgedDay[] = [];
  const skipped = { fewPapers: 0, notSeenAgain: 0 };
  for (const [listDate, day] of [...observed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = [...day.papers].map(([id, { early, last }]) => {
      return { id, early: early.filter((row) => isEarly(day, row)), last };
    });
    const rankable = known.filter(({ early }) => early.length > 0);
    if (rankable.length < FEWEST_PAPERS) skipped.fewPapers += 1;
    else if (rankable.every(({ last }) => isEarly(day, last))) skipped.notSeenAgain += 1;
    else
      days.push({
        listDate,
        now: new Date(lastMoment(rankable.flatMap(({ early }) => early))),
        candidates: rankable.map(({ id, early }) => candidateOf(id, listDate, early)),
        finalUpvotes: new Map(rankable.map(({ id, last }) => [id, last.upvotes])),
      });
  }
  return { days, skipped };
}

function lastMoment(rows: readonly ObservedRow[]): number {
  return rows.reduce((latest, { at }) => Math.max(latest, at.getTime()), 0);
}

/** What an observer did not look at keeps the value that was seen before. */
function candidateOf(id: string, listedOn: CalendarDate, early: readonly ObservedRow[]): Candidate {
  const rows = early.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.upvotes - b.upvotes);
  const lastKnown = (field: 'upvotes' | 'comments' | 'stars'): number | null =>
    rows.findLast((row) => row[field] !== null)?.[field] ?? null;
  return {
    paper: bare(id),
    listedOn,
    upvotes: lastKnown('upvotes') ?? 0,
    comments: lastKnown('comments') ?? 0,
    stars: lastKnown('stars'),
    sightings: rows.map(({ at, upvotes, stars }) => ({ at, upvotes, stars })),
    tally: noTally,
  };
}

/** A paper of which only the id is known. */
function bare(id: string): Candidate['paper'] {
  const unknown = { publishedAt: null, organization: null, codeUrl: null, projectUrl: null, summary: null };
  return { id, title: id, abstract: '', authors: [], keywords: [], categories: [], ...unknown };
}
