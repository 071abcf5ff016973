import type { Strategy } from './candidate.js';

/** Where papers of a period that is over ended: by their newest upvotes, whatever they had on their day. */
export const final: Strategy = (candidate) => ({ upvotes: candidate.upvotes });
