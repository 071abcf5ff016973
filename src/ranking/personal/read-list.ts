import type { Vector } from './vectors.js';

/** A paper in the common order. */
export interface CommonPlace {
  readonly id: string;
  readonly vector: Vector;
  readonly score: number;
}

/** The papers of one list, read once for all of its readers. */
export interface ReadList {
  /** In the common order. */
  readonly ids: readonly string[];
  /** The common scores, in standard deviations of the day. */
  readonly worths: readonly number[];
  /** Which papers have a term, by their index, and with what weight. */
  readonly postings: ReadonlyMap<string, Posting>;
}

interface Posting {
  readonly indexes: readonly number[];
  readonly weights: readonly number[];
}

/** @param common best first */
export function readList(common: readonly CommonPlace[]): ReadList {
  const { middle, spread } = spreadOf(common.map(({ score }) => score));
  const postings = new Map<string, { indexes: number[]; weights: number[] }>();
  for (const [index, { vector }] of common.entries()) {
    for (const [term, weight] of vector) {
      const having = postings.get(term) ?? { indexes: [], weights: [] };
      having.indexes.push(index);
      having.weights.push(weight);
      postings.set(term, having);
    }
  }
  return {
    ids: common.map(({ id }) => id),
    worths: common.map(({ score }) => (score - middle) / spread),
    postings,
  };
}

/** The cosine of each paper of a list with a vector of length 1. */
export function likenessesTo(
  { ids, postings }: ReadList,
  vector: Iterable<readonly [term: string, weight: number]>,
): Float64Array {
  const likenesses = new Float64Array(ids.length);
  for (const [term, value] of vector) {
    const having = postings.get(term);
    if (having === undefined) continue;
    const { indexes, weights } = having;
    for (let at = 0; at < indexes.length; at += 1) {
      const index = indexes[at] ?? 0;
      likenesses[index] = (likenesses[index] ?? 0) + value * (weights[at] ?? 0);
    }
  }
  return likenesses;
}

/** Mean and standard deviation; where all scores are equal, any spread does. */
export function spreadOf(scores: readonly number[]): { middle: number; spread: number } {
  const middle = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const variance = scores.reduce((sum, score) => sum + (score - middle) ** 2, 0) / Math.max(1, scores.length);
  return { middle, spread: Math.sqrt(variance) || 1 };
}
