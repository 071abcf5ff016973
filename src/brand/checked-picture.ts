/** What a picture came to: its size, in its own units, or what is wrong with it, as parts of a sentence. */
export interface Checked {
  readonly faults: readonly string[];
  readonly width: number;
  readonly height: number;
}

export function refused(...faults: readonly string[]): Checked {
  return { faults, width: 0, height: 0 };
}
