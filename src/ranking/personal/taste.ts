import { likeness, ofLengthOne, type Vector, weightedSum } from './vectors.js';
import { personalWeights as weights } from './weights.js';

/** A paper as a taste sees it. */
export interface PlacedPaper {
  readonly id: string;
  readonly vector: Vector;
}

/** What a reader has said of a paper. A save counts as a like. */
export interface RatedPaper extends PlacedPaper {
  readonly liked: boolean;
}

/** What was learned of a reader: where their likes lie, and the likes themselves, to say what resembles what. */
export interface Taste {
  readonly direction: Vector;
  /** 0 for nothing said up to 1; a few votes are no taste yet. */
  readonly confidence: number;
  readonly likes: readonly PlacedPaper[];
}

/** How a paper suits a reader. */
export interface Fit {
  /** -1 to 1: the cosine with the taste, times the confidence in it. */
  readonly score: number;
  /** Id of the like that the paper resembles most; null where none is near. */
  readonly resembles: string | null;
}

/**
 * Rocchio's method (Manning, Raghavan and Schütze 2008, chapter 9): the middle of what was liked, minus a share
 * of the middle of what was not. Without a like nothing is said of any paper.
 */
export function learnTaste(rated: readonly RatedPaper[]): Taste {
  const likes = rated.filter(({ liked }) => liked);
  const dislikes = rated.filter(({ liked }) => !liked);
  const direction = ofLengthOne(
    weightedSum([
      ...likes.map(({ vector }) => [vector, 1 / likes.length] as const),
      ...dislikes.map(({ vector }) => [vector, -weights.dislikes / dislikes.length] as const),
    ]),
  );
  const confidence = likes.length === 0 ? 0 : rated.length / (rated.length + weights.doubt);
  return { direction, confidence, likes };
}

export function fitOf(taste: Taste, paper: Vector): Fit {
  const score = taste.confidence * likeness(taste.direction, paper);
  if (score <= 0) return { score, resembles: null };
  let resembles: string | null = null;
  let nearest: number = weights.resembling;
  for (const { id, vector } of taste.likes) {
    const near = likeness(vector, paper);
    if (near > nearest) [nearest, resembles] = [near, id];
  }
  return { score, resembles };
}
