import type { Strategy } from './candidate.js';
import { starsPerDay, upvotesPerDay } from './growth.js';
import { daysListed } from './list-start.js';
import { readersPart } from './readers.js';
import { trendingWeights as weights } from './weights.js';

/**
 * Who will end on top: the upvotes so far, how fast they come, and the small signals that tell papers with
 * about as many upvotes apart. A part that has nothing to say is left out.
 */
export const trending: Strategy = (candidate, { now, newness }) => {
  const { paper, upvotes, comments, stars, listedOn, tally } = candidate;
  const starsADay = starsPerDay(candidate);
  return {
    upvotes: Math.log1p(upvotes / weights.fewUpvotes),
    velocity: weights.velocity * Math.log1p(upvotesPerDay(candidate)),
    age: -weights.age * Math.log1p(daysListed(listedOn, now)),
    comments: weights.comments * Math.log1p(comments),
    newness: weights.newness * (newness.get(paper.id) ?? 0),
    ...(stars === null ? {} : { code: weights.code * (Math.log1p(stars) - Math.log1p(weights.usualStars)) }),
    ...(starsADay === null ? {} : { starsGrowth: weights.starsGrowth * Math.log1p(starsADay) }),
    ...readersPart(tally),
  };
};
