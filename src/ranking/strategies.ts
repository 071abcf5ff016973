import { BroadsheetError } from '../errors.js';
import type { Strategy } from './candidate.js';
import { final } from './final.js';
import { trending } from './trending.js';
import { upvotes } from './upvotes.js';
import { velocity } from './velocity.js';

/** Every way to rank, by the name that a digest records. */
export const strategies: Readonly<Record<string, Strategy>> = { trending, upvotes, velocity, final };

/** What digests are ranked by. */
export const DEFAULT_STRATEGY = 'trending';

/** @throws BroadsheetError INPUT_INVALID where no strategy has this name */
export function strategyNamed(name: string): Strategy {
  const strategy = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (strategy !== undefined) return strategy;
  const known = Object.keys(strategies).join(', ');
  throw new BroadsheetError('INPUT_INVALID', `Unknown strategy; these are known: ${known}.`);
}
