import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE_MS } from '../../durations.js';

/** For how long a write is retried: it outlives a restart of the database; while it is away nobody can take a lease that ends meanwhile. */
export const RETRY_WRITE_FOR_MS = MINUTE_MS;

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/**
 * Writes to the database and, while it is away, retries with growing pauses. The write must be harmless
 * to repeat, because an answer may be lost after the commit.
 * @param write is told whether it was tried before
 * @throws the database's error, at once where a retry cannot help, else when the time is over
 */
export async function retryWrite<T>(
  write: (repeated: boolean) => Promise<T>,
  milliseconds: number,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  for (let tries = 0; ; tries += 1) {
    try {
      return await write(tries > 0);
    } catch (error) {
      const wait = Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);
      if (!mayPass(error) || performance.now() + wait > deadline) throw error;
      await delay(wait);
    }
  }
}

/**
 * Lost connections (no SQLSTATE, or class 08), deadlocks (40), want of resources (53) and restarts (57) pass;
 * anything else would fail the same way again.
 */
function mayPass(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code ?? '');
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|40|53|57)/.test(code);
}
