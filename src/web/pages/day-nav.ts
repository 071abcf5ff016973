/** A page beside this one. */
export interface Neighbour {
  /** Path without the base. */
  readonly href: string;
  readonly text: string;
}

/** A span of days that the same papers can be seen by. */
export interface NavSpan extends Neighbour {
  readonly isCurrent: boolean;
}

/** The line on top of a list and at its end: the days around it, and the longer spans that it is in. */
export interface DayNav {
  readonly earlier: Neighbour | null;
  readonly here: string | null;
  readonly later: Neighbour | null;
  readonly spans: readonly NavSpan[];
}

/** Where there is nothing to go on to. */
export const noNav: DayNav = { earlier: null, here: null, later: null, spans: [] };
