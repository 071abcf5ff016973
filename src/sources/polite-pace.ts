export interface PaceOptions {
  /** Between the beginnings of two requests, in milliseconds. */
  readonly everyMs: number;
  readonly now: () => Date;
  /** How to wait; it rejects with the signal's reason when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface PolitePace {
  /** Waits until the next request may begin. Those who wait go one after the other. */
  begin(signal: AbortSignal): Promise<void>;
  /** Runs one exchange after the other: a server that asks for that has one connection at a time. */
  alone<T>(exchange: () => Promise<T>): Promise<T>;
}

/** A rate that all who share it keep together. */
export function politePace({ everyMs, now, sleep }: PaceOptions): PolitePace {
  let nextAt = Number.NEGATIVE_INFINITY;
  let last: Promise<unknown> = Promise.resolve();
  return {
    begin: async (signal) => {
      const at = now().getTime();
      // A clock that was set back must not keep everything waiting.
      const wait = Math.min(nextAt - at, everyMs * MOST_WAITING);
      nextAt = Math.max(at, at + wait) + everyMs;
      if (wait > 0) await sleep(wait, signal);
    },
    alone: (exchange) => {
      const mine = last.then(exchange, exchange);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** More never wait at once. */
const MOST_WAITING = 100;
