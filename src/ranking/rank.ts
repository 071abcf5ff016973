import type { ScoreBreakdown, ScoreShares } from '../model/digest.js';
import type { ObservedPaper } from '../model/paper.js';
import type { Candidate, Strategy } from './candidate.js';
import { newnessOf } from './newness.js';

export interface RankedPaper extends ObservedPaper {
  readonly score: number;
  /** Adds up to the score. */
  readonly breakdown: ScoreBreakdown;
}

/** Parts are told to this many digits after the point: enough to tell papers with 100,000 upvotes apart. */
const DIGITS = 1e6;

/**
 * Puts papers in order: highest score first, equal scores by comments, then by id, so that the same candidates
 * always give the same order, in whatever order they come.
 */
export function rank(candidates: readonly Candidate[], strategy: Strategy, now: Date): RankedPaper[] {
  const occasion = { now, newness: newnessOf(candidates.map(({ paper }) => paper.id)) };
  return candidates
    .map((candidate) => {
      const { paper, upvotes, comments, stars } = candidate;
      const breakdown = rounded(strategy(candidate, occasion));
      return { paper, upvotes, comments, stars, score: total(breakdown), breakdown };
    })
    .sort((a, b) => b.score - a.score || b.comments - a.comments || compareText(a.paper.id, b.paper.id));
}

function rounded(breakdown: ScoreShares): ScoreBreakdown {
  return Object.fromEntries(Object.entries(breakdown).map(([part, worth]) => [part, round(worth)]));
}

/** Rounded as its parts are, or the order in which they are added would show. */
function total(breakdown: ScoreBreakdown): number {
  return round(Object.values(breakdown).reduce((sum, worth) => sum + worth, 0));
}

function round(worth: number): number {
  // Without a negative zero, which JSON does not keep.
  return Math.round(worth * DIGITS) / DIGITS + 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
