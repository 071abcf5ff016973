import type { DeliveryLog } from '../delivery-log.js';

/** A worker's share of a limit that all workers have in common: a few messages at a time, for a short while. */
export interface TokenPool {
  /** How long to wait before the next message, in milliseconds; 0 when it may go now. Takes nothing. */
  waitMs(): number;
  /** Takes one message's worth, also where there is none: what was overdrawn is paid by the next ones. */
  take(): void;
}

/** A chunk as it was granted, possibly of nothing. */
export interface Grant {
  readonly granted: number;
  /** How long until asking again makes sense, where nothing was granted. */
  readonly retryInMs: number;
  /** Returns what of it was not used. */
  giveBack(count: number): Promise<void>;
}

export interface TokenPoolOptions {
  readonly ask: (count: number) => Promise<Grant>;
  readonly chunk: () => number;
  readonly log: DeliveryLog;
  /** A monotonic time in milliseconds. */
  readonly time?: () => number;
}

/** What is not used by then goes back to the others. */
const KEEP_MS = 1_000;
/** How long a connection waits for an answer before it looks again. */
const LOOK_AGAIN_MS = 3;
const AFTER_FAULT_MS = 1_000;

export function createTokenPool(options: TokenPoolOptions): TokenPool {
  const { ask, chunk, log, time = () => performance.now() } = options;
  let left = 0;
  let grant: Grant | null = null;
  let blockedUntil = Number.NEGATIVE_INFINITY;
  let asking = false;
  let expiry: NodeJS.Timeout | undefined;

  const fault = (): void => {
    // Without an answer nobody knows what the others have sent.
    blockedUntil = time() + AFTER_FAULT_MS;
    log.warn({}, 'limit-not-read');
  };
  const expire = (): void => {
    if (left <= 0 || grant === null) return;
    const unused = left;
    left = 0;
    grant.giveBack(unused).catch(fault);
    grant = null;
  };
  const refill = async (): Promise<void> => {
    asking = true;
    try {
      const got = await ask(Math.max(chunk(), 1 - left));
      if (got.granted > 0) {
        grant = got;
        left += got.granted;
        clearTimeout(expiry);
        expiry = setTimeout(expire, KEEP_MS).unref();
      } else blockedUntil = time() + Math.max(got.retryInMs, LOOK_AGAIN_MS);
    } catch {
      fault();
    } finally {
      asking = false;
    }
  };
  return {
    waitMs() {
      if (left > 0) return 0;
      const blockedMs = blockedUntil - time();
      if (blockedMs > 0) return blockedMs;
      if (!asking) void refill();
      return LOOK_AGAIN_MS;
    },
    take() {
      left -= 1;
    },
  };
}
