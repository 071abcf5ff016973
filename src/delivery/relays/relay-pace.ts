import type { OutcomeClass } from '../../model/delivery.js';
import { fullPace, type PaceLimits, paceAfter } from './pace.js';

/** The pace of one relay, as all connections of the process see it. */
export interface RelayPace {
  /**
   * Takes note of how a message fared that was started at a time of `performance.now()`.
   * @returns the length of the pause in milliseconds where this message began one, else null
   */
  onResult(outcome: OutcomeClass, startedAt: number): number | null;
  /** How long nothing is to be sent, in milliseconds; 0 at full pace. */
  pauseLeftMs(): number;
  /** True where it is better to come back later than to wait. */
  isLongPause(): boolean;
}

/** A longer pause is no reason to hold a slice. */
export const WORTH_WAITING_MS = 15_000;

export function createRelayPace(limits: PaceLimits): RelayPace {
  let pace = fullPace;
  const pauseLeftMs = (): number => Math.max(0, pace.pausedUntil - performance.now());
  return {
    onResult(outcome, startedAt) {
      const before = pace;
      const endedAt = performance.now();
      pace = paceAfter(pace, { class: outcome, startedAt, endedAt }, limits);
      return pace.pausedUntil > before.pausedUntil ? pace.pausedUntil - endedAt : null;
    },
    pauseLeftMs,
    isLongPause: () => pauseLeftMs() > WORTH_WAITING_MS,
  };
}
