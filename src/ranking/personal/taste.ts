import { ofLengthOne, type Vector, weightedSum } from './vectors.js';
import { personalWeights as weights } from './weights.js';

/** What a reader has said of a paper. A save counts as a like. */
export interface RatedPaper {
  readonly id: string;
  readonly vector: Vector;
  readonly liked: boolean;
}

/** What was learned of a reader; its size is bounded, however much was said. */
export interface Taste {
  /** Words and topics with their weights, the heaviest first: above zero for what is liked. */
  readonly direction: Vector;
  /** How many answers it rests on. */
  readonly answers: number;
  /** Ids of the newest likes, newest first, by which it is said what a paper resembles. */
  readonly likes: readonly string[];
}

/**
 * Rocchio's method (Manning, Raghavan and Schütze 2008, chapter 9): the middle of what was liked, minus a share
 * of the middle of what was not.
 * @param rated newest first
 * @returns null where too little was said
 */
export function learnTaste(rated: readonly RatedPaper[]): Taste | null {
  const likes = rated.filter(({ liked }) => liked);
  const dislikes = rated.filter(({ liked }) => !liked);
  if (rated.length < weights.fewestAnswers || likes.length === 0) return null;
  const direction = weightedSum([
    ...likes.map(({ vector }) => [vector, 1 / likes.length] as const),
    ...dislikes.map(({ vector }) => [vector, -weights.dislikes / dislikes.length] as const),
  ]);
  return {
    direction: ofLengthOne(heaviest(direction, weights.mostTerms)),
    answers: rated.length,
    likes: likes.slice(0, weights.mostLikes).map(({ id }) => id),
  };
}

/** 0 for nothing said up to 1; a few answers are not much of a taste yet. */
export function confidenceIn({ answers }: Pick<Taste, 'answers'>): number {
  return answers / (answers + weights.doubt);
}

function heaviest(vector: Vector, most: number): Vector {
  const byWeight = [...vector].sort(
    ([one, a], [other, b]) => Math.abs(b) - Math.abs(a) || (one < other ? -1 : 1),
  );
  return new Map(byWeight.slice(0, most));
}
