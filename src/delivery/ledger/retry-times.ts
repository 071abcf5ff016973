import { HOUR_MS, MINUTE_MS } from '../../durations.js';
import { RETRY_FOR_MS } from '../../model/delivery.js';

const FIRST_RETRY_AFTER_MS = 5 * MINUTE_MS;
const LONGEST_RETRY_AFTER_MS = 8 * HOUR_MS;

/** A quarter more or less, so that what failed together does not come back together. */
const JITTER = 0.25;

/**
 * When a message that failed for now is retried: after 5 minutes, twice as long each time, at most 8
 * hours (RFC 5321 §4.5.4.1).
 * @param attempts made so far, at least 1
 * @param random from 0 up to 1
 * @returns null when four days of attempts were made
 */
export function nextRetryAt(attempts: number, now: Date, random: number): Date | null {
  let waited = 0;
  for (let attempt = 1; attempt < attempts; attempt += 1) waited += delayAfter(attempt);
  return waited >= RETRY_FOR_MS ? null : later(now, delayAfter(attempts), random);
}

/**
 * When a message is retried that was turned away for no reason of its own (throttling, a refused login).
 * No attempt is counted, so the delay grows with the time since it could be sent: a quarter of it, 1 minute to 1 hour.
 * @returns null when that is four days ago
 */
export function nextUncountedRetryAt(sendableSince: Date, now: Date, random: number): Date | null {
  const age = now.getTime() - sendableSince.getTime();
  if (age >= RETRY_FOR_MS) return null;
  return later(now, Math.min(Math.max(age / 4, MINUTE_MS), HOUR_MS), random);
}

function delayAfter(attempt: number): number {
  return Math.min(FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1), LONGEST_RETRY_AFTER_MS);
}

function later(now: Date, delay: number, random: number): Date {
  return new Date(now.getTime() + Math.round(delay * (1 - JITTER + 2 * JITTER * random)));
}
