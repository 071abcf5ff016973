import type { Terms } from './terms.js';

/** Weights by term; of length 1 unless it is empty. */
export type Vector = ReadonlyMap<string, number>;

/** How rare each term is among some papers. */
export interface Rarity {
  /** ln((papers + 1) / (papers with the term + 1)) + 1. */
  of(term: string): number;
}

/** In how many of some papers each term stands. */
export interface TermCounts {
  readonly papers: number;
  readonly having: ReadonlyMap<string, number>;
}

/** @param papers the terms of each paper of the recent lists */
export function countTerms(papers: Iterable<Terms>): TermCounts {
  const having = new Map<string, number>();
  let count = 0;
  for (const terms of papers) {
    count += 1;
    for (const term of terms.keys()) having.set(term, (having.get(term) ?? 0) + 1);
  }
  return { papers: count, having };
}

export function rarityBy({ papers, having }: TermCounts): Rarity {
  return { of: (term) => Math.log((papers + 1) / ((having.get(term) ?? 0) + 1)) + 1 };
}

/** TF-IDF with a damped count (1 + ln n), of length 1 (Manning, Raghavan and Schütze 2008, chapter 6). */
export function vectorOf(terms: Terms, rarity: Rarity): Vector {
  const weights = new Map<string, number>();
  for (const [term, count] of terms) weights.set(term, (1 + Math.log(count)) * rarity.of(term));
  return ofLengthOne(weights);
}

/** The sum of some vectors, each with its weight. */
export function weightedSum(
  parts: readonly (readonly [vector: Vector, weight: number])[],
): Map<string, number> {
  const sum = new Map<string, number>();
  for (const [vector, weight] of parts) {
    for (const [term, value] of vector) sum.set(term, (sum.get(term) ?? 0) + weight * value);
  }
  return sum;
}

export function ofLengthOne(weights: ReadonlyMap<string, number>): Vector {
  const length = Math.sqrt([...weights.values()].reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? new Map() : new Map([...weights].map(([term, value]) => [term, value / length]));
}
