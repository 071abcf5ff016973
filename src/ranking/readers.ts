import type { Tally } from '../model/answer.js';
import type { ScoreShares } from '../model/digest.js';
import type { Candidate } from './candidate.js';
import { readerWeights as weights } from './weights.js';

/** What counted of what readers said, by paper: a digest keeps it, so that its order can be worked out again. */
export function tellingTallies(candidates: readonly Candidate[]): ReadonlyMap<string, Tally> {
  const telling = candidates.filter(({ tally }) => isTelling(tally));
  return new Map(telling.map(({ paper, tally }) => [paper.id, tally]));
}

/**
 * What readers' answers are worth: the share of those who liked the paper less the share of those who did not,
 * drawn to zero as by `doubt` answers that are split evenly (a Beta prior), times the bound. No part where too few
 * answered.
 */
export function readersPart(tally: Tally): ScoreShares {
  if (!isTelling(tally)) return {};
  const { liked, disliked } = tally;
  return { readers: (weights.bound * (liked - disliked)) / (liked + disliked + weights.doubt) };
}

/** Whether so many answered that it counts. */
function isTelling({ liked, disliked }: Tally): boolean {
  return liked + disliked >= weights.fewest;
}
