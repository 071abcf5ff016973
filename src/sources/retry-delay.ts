/** One request that failed, as far as it matters for another try. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  /** Null where no answer came at all. */
  readonly status: number | null;
  /** The header of RFC 9110 §10.2.3: seconds, or a moment. */
  readonly retryAfter: string | null;
  /** The header of draft-ietf-httpapi-ratelimit-headers: `"api";r=0;t=120`. */
  readonly rateLimit: string | null;
}

const FIRST_DELAY_MS = 1_000;
const GROWTH = 4;
/** Longer waits are left to the next poll. The window of a rate limit is 300 s. */
export const LONGEST_WAIT_MS = 310_000;

/**
 * How long to wait before a request is tried again: growing with each attempt, spread over half of its length
 * so that several clients do not return at the same moment, and never shorter than the server asks for.
 * @param random a number of 0 to 1
 * @returns milliseconds, or null where another try is of no use
 */
export function retryDelay(failed: FailedAttempt, now: Date, random: number): number | null {
  if (!isTemporary(failed.status)) return null;
  const backoff = FIRST_DELAY_MS * GROWTH ** (failed.attempt - 1) * (0.5 + random / 2);
  const asked = Math.max(retryAfterMs(failed.retryAfter, now), quotaWaitMs(failed.rateLimit));
  return asked > LONGEST_WAIT_MS ? null : Math.max(backoff, asked);
}

/** How long a quota is used up, from a RateLimit header; 0 where something of each is left or none is told. */
export function quotaWaitMs(rateLimit: string | null): number {
  const waits = (rateLimit ?? '').split(',').map((policy) => {
    const remaining = /;\s*r\s*=\s*(\d{1,9})(?!\d)/.exec(policy)?.[1];
    const reset = /;\s*t\s*=\s*(\d{1,9})(?!\d)/.exec(policy)?.[1];
    return Number(remaining) === 0 && reset !== undefined ? Number(reset) * 1_000 : 0;
  });
  return Math.max(...waits);
}

function isTemporary(status: number | null): boolean {
  return status === null || status === 408 || status === 429 || status >= 500;
}

function retryAfterMs(header: string | null, now: Date): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const moment = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(moment) ? 0 : Math.max(0, moment - now.getTime());
}
