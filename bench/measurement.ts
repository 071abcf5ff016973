/** What one run of one sender showed. Null: cannot be told here. */
export interface Measurement {
  readonly messagesPerSecond: number | null;
  readonly cpuSecondsPer1000: number | null;
  readonly peakMemoryMB: number | null;
  /** Fields beside those that every line has. */
  readonly extra: Readonly<Record<string, Extra>>;
}

export type Extra = number | string | null | readonly (number | string)[];

/** One line of the result. */
export interface ResultRow {
  readonly bench: string;
  readonly variant: string;
  readonly messagesPerSecond: number | null;
  readonly cpuSecondsPer1000: number | null;
  readonly peakMemoryMB: number | null;
  /** Messages/s over those of the naive sender under the same conditions in the same run. */
  readonly ratioToNaive: number | null;
  /** Messages/s over those of Postfix's smtp-source against the same server in the same run. */
  readonly ratioToSmtpSource: number | null;
  readonly extra: Readonly<Record<string, Extra>>;
}

/** The line of a benchmark that sends no message: it has nothing but fields of its own. */
export function rowOfFigures(
  bench: string,
  variant: string,
  extra: Readonly<Record<string, Extra>>,
): ResultRow {
  const figures = { messagesPerSecond: null, cpuSecondsPer1000: null, peakMemoryMB: null };
  return { bench, variant, ...figures, ratioToNaive: null, ratioToSmtpSource: null, extra };
}

/** The middle value of an odd number of values, the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/** The median of each figure over several runs; other fields are those of the last run. */
export function medianOf(runs: readonly Measurement[]): Measurement {
  const over = (figure: (run: Measurement) => Extra | undefined): number | null =>
    median(runs.map(figure).filter((value) => typeof value === 'number'));
  const last = runs.at(-1)?.extra ?? {};
  const extra = Object.entries(last).map(([name, value]): [string, Extra] => {
    return [name, typeof value === 'number' ? over((run) => run.extra[name]) : value];
  });
  return {
    messagesPerSecond: over((run) => run.messagesPerSecond),
    cpuSecondsPer1000: over((run) => run.cpuSecondsPer1000),
    peakMemoryMB: over((run) => run.peakMemoryMB),
    extra: Object.fromEntries(extra),
  };
}

/** `value / base`, or null where one of them is not known. */
export function ratio(value: number | null | undefined, base: number | null | undefined): number | null {
  return value == null || base == null || base === 0 ? null : value / base;
}
