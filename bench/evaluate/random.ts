import { createRandom } from '../digest/random.js';

/** Numbers by chance, the same for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `limit`. */
  below(limit: number): number;
  /** Normally distributed around 0 with deviation 1 (Box and Muller 1958). */
  normal(): number;
}

export function randomFrom(seed: number): Random {
  const next = createRandom(seed);
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
