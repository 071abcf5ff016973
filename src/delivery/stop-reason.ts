import { setMaxListeners } from 'node:events';

/**
 * Why work on the ledger ended: `done`, every row was dealt with; `stopped`, the caller wanted so; `paused`,
 * the relay wants a longer pause than is worth waiting for; `halted`, the digest was paused or cancelled;
 * `lost`, the lease went to another worker.
 */
export type StopReason = 'done' | 'stopped' | 'paused' | 'halted' | 'lost';

/** Tells everybody who works on the same rows, each over a connection of their own, that the work ends. */
export interface SharedStop {
  /** Aborted when no further row may be marked. */
  readonly signal: AbortSignal;
  /** Aborted when no row is left, or on stop: who waits for a connection need not wait any more. */
  readonly exhausted: AbortSignal;
  /** Ends the work after the messages on the wire. The first reason counts, `done` least. */
  stop(reason: StopReason): void;
  reason(): StopReason;
  /** Stops listening to the caller's signal. */
  detach(): void;
}

/** @param callerSignal the caller's wish to stop */
export function createSharedStop(callerSignal: AbortSignal): SharedStop {
  const stopping = new AbortController();
  const exhausted = new AbortController();
  // Every connection listens.
  setMaxListeners(0, stopping.signal, exhausted.signal);
  let first: StopReason = 'done';
  const stop = (reason: StopReason): void => {
    // Rows may have run out on one connection while another waits to send its last.
    if (first === 'done') first = reason;
    exhausted.abort();
    if (reason !== 'done') stopping.abort();
  };
  const onAbort = (): void => stop('stopped');
  callerSignal.addEventListener('abort', onAbort);
  if (callerSignal.aborted) onAbort();
  return {
    signal: stopping.signal,
    exhausted: exhausted.signal,
    stop,
    reason: () => first,
    detach: () => callerSignal.removeEventListener('abort', onAbort),
  };
}
