/** What rules chose of a digest, and how many papers of it a reader gets. */
export interface ChosenPositions {
  /** All that the rules chose, best first. */
  readonly positions: readonly number[];
  /** How many a delivery carries; null: all. */
  readonly most: number | null;
}

/** The positions that a delivery carries: the best ones, without what its reader had before. */
export function sentPositions(
  { positions, most }: ChosenPositions,
  leftOut: readonly number[] | null,
): readonly number[] {
  const left = new Set(leftOut);
  return positions.filter((position) => !left.has(position)).slice(0, most ?? positions.length);
}
