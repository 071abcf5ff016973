import { setMaxListeners } from 'node:events';

/**
 * Why work on the ledger ended: `done`, every row was dealt with; `stopped`, the caller wanted so; `paused`,
 * the relay wants a longer pause than is worth waiting for; `halted`, the digest was paused or cancelled;
 * `lost`, the lease went to another worker.
 */
export type EndReason = 'done' | 'stopped' | 'paused' | 'halted' | 'lost';

/** Tells several lanes that their common work ends. */
export interface Ending {
  /** Aborted when no further row may be marked. */
  readonly stop: AbortSignal;
  /** Aborted when no row is left, or on stop: who waits for a lane need not wait any more. */
  readonly exhausted: AbortSignal;
  /** Lets the lanes end after the messages on the wire. The first reason counts, `done` least. */
  end(reason: EndReason): void;
  reason(): EndReason;
  /** No longer listens to the caller. */
  forget(): void;
}

/** @param signal the caller's wish to stop */
export function createEnding(signal: AbortSignal): Ending {
  const stop = new AbortController();
  const exhausted = new AbortController();
  // Every lane listens.
  setMaxListeners(0, stop.signal, exhausted.signal);
  let first: EndReason = 'done';
  const end = (reason: EndReason): void => {
    // Rows may have run out in one lane while another waits to send its last.
    if (first === 'done') first = reason;
    exhausted.abort();
    if (reason !== 'done') stop.abort();
  };
  const onAbort = (): void => end('stopped');
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return {
    stop: stop.signal,
    exhausted: exhausted.signal,
    end,
    reason: () => first,
    forget: () => signal.removeEventListener('abort', onAbort),
  };
}
