import { BroadsheetError } from '../errors.js';
import type { Strategy } from './candidate.js';
import { starsPerDay, upvotesPerDay } from './growth.js';
import { daysListed } from './list-start.js';
import { readersPart } from './readers.js';
import { trendingWeights as weights } from './weights.js';

/**
 * Who will end on top: the upvotes so far, how fast they come, and the small signals that tell papers with
 * about as many upvotes apart. A part that has nothing to say is left out.
 */
const trending: Strategy = (candidate, { now, newness }) => {
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

/** The order of the source's own page. */
const upvotes: Strategy = (candidate) => ({ upvotes: candidate.upvotes });

/** What gains upvotes fastest now, however many it has. */
const velocity: Strategy = (candidate) => ({ velocity: upvotesPerDay(candidate) });

/**
 * Where papers of a period that is over ended: by their newest upvotes, whatever they had on their day, and by
 * what those said who had them in their mail.
 */
const final: Strategy = ({ upvotes, tally }) => ({
  upvotes: Math.log1p(upvotes / weights.fewUpvotes),
  ...readersPart(tally),
});

/** Every way to rank, by the name that a digest records. */
export const strategies: Readonly<Record<string, Strategy>> = { trending, upvotes, velocity, final };

/** What digests are ranked by. */
export const DEFAULT_STRATEGY = 'trending';

/** @throws BroadsheetError INPUT_INVALID where no strategy has this name */
export function strategyNamed(name: string): Strategy {
  const strategy = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (strategy !== undefined) return strategy;
  const known = Object.keys(strategies).join(', ');
  throw new BroadsheetError('INPUT_INVALID', `Unknown strategy; these are known: ${known}.`);
}
