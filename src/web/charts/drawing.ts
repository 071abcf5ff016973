/** What a shape is painted in: a token of the design, by a class of the style sheet. */
export type Tone = 'ink' | 'quiet' | 'rule' | 'accent' | 'good' | 'warn' | 'bad';

export interface DrawnPath {
  /** Classes of the style sheet; a drawing brings no colour of its own. */
  readonly look: string;
  readonly d: string;
}

export interface DrawnText {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly text: string;
}

/** A drawing in its own units, scaled to the room that its page gives it; `parts/drawing` of the templates shows it. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** In one sentence, for who does not see it. */
  readonly summary: string;
  /** The later lie above the earlier. */
  readonly paths: readonly DrawnPath[];
  readonly texts: readonly DrawnText[];
}

/** To a tenth of a unit: finer than a screen shows, and short. */
export function place(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The indices of values that are there, in runs without a gap. */
export function runsOf(values: readonly unknown[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  values.forEach((value, index) => {
    if (value === null || value === undefined) return;
    const last = runs.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  });
  return runs;
}

/** A line through all values that are there, broken where one is not; a lonely one is a dot of the line's width. */
export function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return runsOf(values)
    .map((run) => {
      const points = run.map((index) => `${place(x(index))} ${place(y(values[index] ?? 0))}`);
      return `M${points.join('L')}${points.length === 1 ? 'h0' : ''}`;
    })
    .join('');
}

export function boxPath(left: number, top: number, right: number, bottom: number): string {
  return `M${place(left)} ${place(top)}H${place(right)}V${place(bottom)}H${place(left)}Z`;
}
