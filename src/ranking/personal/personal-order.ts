import { fitOf, type PlacedPaper, type Taste } from './taste.js';
import { personalWeights as weights } from './weights.js';

/** A paper in the common order. */
export interface CommonPlace extends Pick<PlacedPaper, 'vector'> {
  readonly score: number;
}

/** A paper in the order of one reader. */
export interface PersonalPlace {
  /** Index in the common order. */
  readonly index: number;
  /** The fit to the reader's taste, -1 to 1. */
  readonly fit: number;
  /** Id of the reader's like that it resembles; null where none. */
  readonly resembles: string | null;
}

/**
 * The order of one reader: the common score, in standard deviations of the day, and the fit to the taste. The
 * day's top paper stays on top, whatever the taste says, and no paper is left out. A reader without a taste gets
 * the common order; the same papers and the same taste always give the same one.
 * @param common best first
 */
export function personalOrder(common: readonly CommonPlace[], taste: Taste): PersonalPlace[] {
  const { middle, spread } = spreadOf(common.map(({ score }) => score));
  const places = common.map(({ vector, score }, index) => {
    const { score: fit, resembles } = fitOf(taste, vector);
    return { index, fit, resembles, worth: (score - middle) / spread + weights.fit * fit };
  });
  const [top, ...rest] = places;
  if (top === undefined) return [];
  rest.sort((a, b) => b.worth - a.worth || a.index - b.index);
  return [top, ...rest].map(({ index, fit, resembles }) => ({ index, fit, resembles }));
}

/** Mean and standard deviation; where all scores are equal, any spread does. */
export function spreadOf(scores: readonly number[]): { middle: number; spread: number } {
  const middle = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const variance = scores.reduce((sum, score) => sum + (score - middle) ** 2, 0) / Math.max(1, scores.length);
  return { middle, spread: Math.sqrt(variance) || 1 };
}
