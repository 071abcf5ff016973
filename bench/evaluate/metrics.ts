/** How well an order agrees with what came of it. 1 is perfect. */
export interface Agreement {
  /** The share of the top five that ended among the top five. */
  readonly top5: number;
  readonly top10: number;
  /** Spearman's rank correlation, -1 to 1; null where everything ended equal. */
  readonly spearman: number | null;
  /** Normalised discounted cumulative gain of the first ten, with final upvotes as gain. */
  readonly ndcg10: number;
}

export const measures = ['top5', 'top10', 'spearman', 'ndcg10'] as const;
export type Measure = (typeof measures)[number];

/** @param finals final upvotes in the order of the ranking, best first */
export function agreementOf(finals: readonly number[]): Agreement {
  return {
    top5: topOverlap(finals, 5),
    top10: topOverlap(finals, 10),
    spearman: spearman(finals),
    ndcg10: ndcg(finals, 10),
  };
}

/**
 * The share of the first `size` that ended among the best `size`. Papers that ended equal at the edge are all
 * among the best: no order could tell them apart. With fewer than `size` papers all of them are the top.
 */
export function topOverlap(finals: readonly number[], size: number): number {
  const top = Math.min(size, finals.length);
  const least = finals.toSorted(descending)[top - 1] ?? 0;
  return finals.slice(0, top).filter((value) => value >= least).length / top;
}

/** Pearson's correlation of places, with the mean of their places for those that ended equal. */
export function spearman(finals: readonly number[]): number | null {
  const sorted = finals.toSorted(descending);
  const places = finals.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
  const middle = (finals.length - 1) / 2;
  let together = 0;
  let ofOrder = 0;
  let ofFinals = 0;
  for (const [order, place] of places.entries()) {
    together += (order - middle) * (place - middle);
    ofOrder += (order - middle) ** 2;
    ofFinals += (place - middle) ** 2;
  }
  return ofOrder * ofFinals === 0 ? null : together / Math.sqrt(ofOrder * ofFinals);
}

/** Gain over log2(place + 1), over that of the best order; 1 where there is nothing to gain. */
export function ndcg(finals: readonly number[], size: number): number {
  const best = discountedGain(finals.toSorted(descending), size);
  return best === 0 ? 1 : discountedGain(finals, size) / best;
}

function discountedGain(gains: readonly number[], size: number): number {
  return gains.slice(0, size).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

function descending(a: number, b: number): number {
  return b - a;
}
