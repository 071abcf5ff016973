import type { Strategy } from './candidate.js';
import { upvotesPerDay } from './growth.js';

/** What gains upvotes fastest now, however many it has. */
export const velocity: Strategy = (candidate) => ({ velocity: upvotesPerDay(candidate) });
