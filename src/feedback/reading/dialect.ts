import type { Finding } from './finding.js';
import type { Letter } from './letter.js';
import type { Signs } from './signs.js';

/** One way in which servers write reports. */
export interface Dialect {
  readonly name: string;
  speaks(letter: Letter, signs: Signs): boolean;
  /** Empty where it is not in this dialect after all. */
  read(letter: Letter): readonly Finding[];
}
