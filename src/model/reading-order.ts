/** In which order a reader gets the papers of a digest. */
export const readingOrders = ['common', 'personal'] as const;
export type ReadingOrder = (typeof readingOrders)[number];

/** A paper that a reader liked, as a line under another one names it. */
export interface NamedLike {
  readonly paperId: string;
  /** Saved; else voted for. */
  readonly saved: boolean;
}

/** The order of one delivery. */
export interface DeliveryOrder {
  /** Of the papers that the delivery carries, in the order of the reader; none: the common order. */
  readonly positions: readonly number[];
  /** For each the like that it resembles; null where none. */
  readonly likes: readonly (NamedLike | null)[];
}

/**
 * The papers of a delivery in the order that was decided for it, or else in the common one. A delivery that was
 * skipped before it was sent may be opened again under other rules; then what was decided is of other papers.
 * @param papers their positions in the common order
 */
export function orderedPositions(
  decided: readonly number[] | null,
  papers: readonly number[],
): readonly number[] {
  if (decided === null || decided.length !== papers.length) return papers;
  const ordered = new Set(decided);
  return papers.every((position) => ordered.has(position)) ? decided : papers;
}
