import type { Strategy } from './candidate.js';
import { readersPart } from './readers.js';
import { trendingWeights as weights } from './weights.js';

/**
 * Where papers of a period that is over ended: by their newest upvotes, whatever they had on their day, and by
 * what those said who had them in their mail.
 */
export const final: Strategy = ({ upvotes, tally }) => ({
  upvotes: Math.log1p(upvotes / weights.fewUpvotes),
  ...readersPart(tally),
});
