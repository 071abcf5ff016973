import { MINUTE_MS } from '../../durations.js';
import type { OutcomeClass } from '../../model/delivery.js';

/** How far the relay is slowed down. Times are milliseconds of one monotonic clock. */
export interface Pace {
  /** Setbacks in a row. */
  readonly setbacks: number;
  readonly pausedUntil: number;
  /** When the newest setback was known. */
  readonly setbackAt: number;
}

export interface PaceLimits {
  /** The first pause after a throttling answer; each further one is twice as long. */
  readonly firstPauseMs: number;
  /** The first pause after an answer that only an operator can put right. */
  readonly firstConfigurationPauseMs: number;
  readonly longestPauseMs: number;
}

export const defaultPaceLimits: PaceLimits = {
  firstPauseMs: 250,
  firstConfigurationPauseMs: 10_000,
  longestPauseMs: 5 * MINUTE_MS,
};

export const fullPace: Pace = { setbacks: 0, pausedUntil: 0, setbackAt: Number.NEGATIVE_INFINITY };

/**
 * The pace after one message. Throttling slows the whole relay (RFC 5321 §4.5.4.1); messages that were on the
 * wire beside the first throttled one tell nothing new. Any verdict on a message that started later than the
 * last setback brings the full pace back.
 */
export function paceAfter(
  pace: Pace,
  message: { readonly class: OutcomeClass; readonly startedAt: number; readonly endedAt: number },
  limits: PaceLimits,
): Pace {
  const news = message.startedAt > pace.setbackAt;
  if (message.class !== 'throttled' && message.class !== 'configuration') {
    return news && pace.setbacks > 0 ? { ...pace, setbacks: 0 } : pace;
  }
  if (!news) return pace;
  const first = message.class === 'throttled' ? limits.firstPauseMs : limits.firstConfigurationPauseMs;
  const pause = Math.min(first * 2 ** pace.setbacks, limits.longestPauseMs);
  return {
    setbacks: pace.setbacks + 1,
    pausedUntil: message.endedAt + pause,
    setbackAt: message.endedAt,
  };
}
