import type { Strategy } from './candidate.js';

/** The order of the source's own page. */
export const upvotes: Strategy = (candidate) => ({ upvotes: candidate.upvotes });
