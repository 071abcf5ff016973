import { randomInt } from 'node:crypto';

/** The same moments again for the same seed; the times between processes differ all the same. */
export interface Seeded {
  readonly seed: number;
  /** From 0 up to 1. */
  next(): number;
}

/** Mulberry32. The seed is FAULT_SEED where that is set. */
export function seeded(): Seeded {
  const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31));
  let state = seed;
  return {
    seed,
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
