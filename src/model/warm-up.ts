import { DAY_MS } from '../durations.js';
import type { RateLimit } from './rate-window.js';

/** A new sending address earns trust by a volume that grows day by day. */
export interface WarmUp {
  /** The first day, YYYY-MM-DD in UTC. */
  readonly start: string;
  /** Messages on the first day. */
  readonly first: number;
  /** Each day's volume is that of the day before times this; more than 1. */
  readonly growth: number;
}

/** Above this there is nothing left to limit. */
const NO_LIMIT = 10_000_000;

/** How many messages may leave on the day of `now`; null when the warm-up is over. */
export function warmUpVolume({ start, first, growth }: WarmUp, now: Date): number | null {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(start)) / DAY_MS));
  const volume = Math.floor(first * growth ** days);
  return volume >= NO_LIMIT ? null : volume;
}

/** The warm-up's limit for the day of `now`, as one of the limits of its relay. */
export function warmUpLimits(warmUp: WarmUp | null, now: Date): RateLimit[] {
  const count = warmUp === null ? null : warmUpVolume(warmUp, now);
  return count === null ? [] : [{ periodMs: DAY_MS, count, aligned: true }];
}
