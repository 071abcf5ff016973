/** The middle 95 % of what chance in the choice of days would have given. */
export type Interval = readonly [low: number, high: number];

const RESAMPLES = 2_000;
const SEED = 20_260_501;

/**
 * A percentile bootstrap interval of the mean (Efron and Tibshirani 1993, chapter 13), over days that are drawn
 * again with replacement. The same values always give the same interval; days that have no value are left out.
 * @returns null where no day has a value
 */
export function meanInterval(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const random = randomFrom(SEED);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < known.length; draw += 1) sum += known[Math.floor(random() * known.length)] ?? 0;
    return sum / known.length;
  }).sort((a, b) => a - b);
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? 0;
  return [at(0.025), at(0.975)];
}

/** @returns null where no day has a value */
export function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
