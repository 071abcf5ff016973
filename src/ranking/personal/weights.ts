/** The numbers of the personal order; docs/decisions/0023-personal-order.md tells how they were found. */
export const personalWeights = {
  /** What the middle of the dislikes is worth beside that of the likes. */
  dislikes: 0.8,
  /** With this many answers the taste is trusted by half. */
  doubt: 6,
  /** Of the fit, against the common score in standard deviations of the day. */
  fit: 8,
  /** A paper is said to resemble a like from this cosine on. */
  resembling: 0.12,
  /** Fewer answers, or none that is a like, are no taste. */
  fewestAnswers: 5,
  /** A taste is kept by its heaviest terms. */
  mostTerms: 200,
  /** So many of the newest likes are kept to say what a paper resembles. */
  mostLikes: 60,
} as const;
