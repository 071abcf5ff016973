/**
 * The numbers of the `trending` strategy. Its score estimates the logarithm of the upvotes that a paper ends
 * with, so 0.1 is worth about a tenth of a paper's upvotes.
 * docs/decisions/0009-trending.md tells how they were found and what they gain.
 */
export const trendingWeights = {
  /** This many upvotes are as good as few: below, the difference of one vote is mostly chance. */
  fewUpvotes: 3,
  /** Of ln(1 + upvotes a day). */
  velocity: 0.05,
  /** Of ln(1 + days since the list began), taken away: the older list had its growth behind it. */
  age: 0.2,
  /** Of ln(1 + comments). */
  comments: 0.08,
  /** Of the share of the list that is older by arXiv id. */
  newness: 0.1,
  /** Of ln(stars), against a repository with the usual number of them. */
  code: 0.03,
  /** Below this, stars say that readers looked and went on. */
  usualStars: 20,
  /** Of ln(1 + stars a day). */
  starsGrowth: 0.03,
} as const;

/** What readers' own answers are worth in a score; docs/decisions/0016-answers.md has the reasons. */
export const readerWeights = {
  /** Never so much, either way: about a third of a paper's upvotes. */
  bound: 0.3,
  /** With so many answers that all say the same, half of the bound. */
  doubt: 10,
  /** Fewer answers say nothing, and might say whose they are. */
  fewest: 3,
} as const;
