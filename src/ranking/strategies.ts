import type { ScoreBreakdown } from '../model/digest.js';
import type { ObservedPaper } from '../model/paper.js';

export interface RankedPaper extends ObservedPaper {
  readonly score: number;
  /** Adds up to the score. */
  readonly breakdown: ScoreBreakdown;
}

/** What each part of a score is worth for one paper at `now`; the score is their sum. */
export type Strategy = (candidate: ObservedPaper, now: Date) => ScoreBreakdown;

/** Every way to rank, by the name that a digest records. */
export const strategies: Readonly<Record<string, Strategy>> = {
  upvotes: ({ upvotes }) => ({ upvotes }),
};

/**
 * Puts papers in order: highest score first, equal scores by comments, then by id, so that the same candidates
 * always give the same order.
 */
export function rank(candidates: readonly ObservedPaper[], strategy: Strategy, now: Date): RankedPaper[] {
  return candidates
    .map((candidate) => {
      const breakdown = strategy(candidate, now);
      return {
        ...candidate,
        breakdown,
        score: Object.values(breakdown).reduce((sum, part) => sum + part, 0),
      };
    })
    .sort((a, b) => b.score - a.score || b.comments - a.comments || compareText(a.paper.id, b.paper.id));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
