import { likenessesTo, type ReadList } from './read-list.js';
import { confidenceIn, type Taste } from './taste.js';
import { personalWeights as weights } from './weights.js';

/** A paper in the order of one reader. */
export interface PersonalPlace {
  /** Index in the common order. */
  readonly index: number;
  /** The fit to the reader's taste, -1 to 1: the cosine with it, times the confidence in it. */
  readonly fit: number;
  /** Id of the reader's like that it resembles; null where none is near. */
  readonly resembles: string | null;
}

export interface OrderedPart {
  /** Indexes of the papers that the reader gets, in the common order. */
  readonly among: readonly number[];
  /** How many of them stay in front: the top paper does, and what an operator put there. */
  readonly kept: number;
}

/** What of a taste an order follows from. */
export interface TasteToOrderBy extends Pick<Taste, 'answers' | 'likes'> {
  readonly direction: Iterable<readonly [term: string, weight: number]>;
}

/** How near each paper of the list is to a like; null where the like cannot be read any more. */
export type Nearness = (like: string) => Float64Array | null;

/**
 * The order of one reader: the common score and the fit to the taste. The day's top paper stays on top, whatever
 * the taste says, and no paper is left out. The same papers and the same taste always give the same order.
 */
export function personalOrder(
  list: ReadList,
  taste: TasteToOrderBy,
  nearness: Nearness,
  { among, kept }: OrderedPart = { among: list.ids.map((_, index) => index), kept: 1 },
): PersonalPlace[] {
  const confidence = confidenceIn(taste);
  const cosines = likenessesTo(list, taste.direction);
  const places = among.map((index) => {
    const fit = confidence * (cosines[index] ?? 0);
    return { index, fit, worth: (list.worths[index] ?? 0) + weights.fit * fit };
  });
  const front = places.splice(0, Math.max(1, kept));
  places.sort((a, b) => b.worth - a.worth || a.index - b.index);
  return [...front, ...places].map(({ index, fit }) => ({
    index,
    fit,
    resembles: fit > 0 ? nearest(taste.likes, nearness, index, list.ids[index] ?? '') : null,
  }));
}

function nearest(likes: readonly string[], nearness: Nearness, index: number, paper: string): string | null {
  let found: string | null = null;
  let best: number = weights.resembling;
  for (const id of likes) {
    const likeness = nearness(id)?.[index] ?? 0;
    if (likeness > best && id !== paper) [best, found] = [likeness, id];
  }
  return found;
}
