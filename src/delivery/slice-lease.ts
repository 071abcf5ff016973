import { randomUUID } from 'node:crypto';
import { LEASE_SECONDS, RENEW_EVERY_MS } from '../store/deliveries/lease.js';
import { type LeasedSlice, leaseSlice, releaseSlice, renewSlice } from '../store/deliveries/slices.js';
import type { DeliveryContext } from './delivery-context.js';
import type { FlightRecorder } from './ledger/flight-recorder.js';

/** Clocks do not run equally fast, and what follows on the question takes a moment. */
const SAFE_FOR_MS = (LEASE_SECONDS - 5) * 1_000;

/** The right to send the rows of a slice, renewed as long as it is held. */
export interface SliceLease extends LeasedSlice {
  readonly sliceId: number;
  /** What the slice's row names as its worker. */
  readonly lease: string;
  /** Where it is written down which rows have begun. */
  readonly flights: FlightRecorder;
  /** Whether no other worker can have taken the lease, as far as this machine's clock tells. */
  isSafe(): boolean;
  /** Asks the ledger. False where another worker has the slice. */
  isHeld(): Promise<boolean>;
  /** Gives the slice back. */
  release(): Promise<void>;
}

/**
 * Takes the lease of a slice.
 * @param onLost called once when a renewal finds that the lease is another's
 * @returns null where another worker holds it
 */
export async function takeLease(
  { database, clock, worker, policy, log, flights }: DeliveryContext,
  sliceId: number,
  onLost: () => void,
): Promise<SliceLease | null> {
  // One process may be asked for the same slice twice; each run is a worker of its own.
  const lease = `${worker}/${randomUUID()}`;
  const abandoned = policy === 'resend' ? 'pending' : 'uncertain';
  let heldSince = performance.now();
  const slice = await leaseSlice(database, { sliceId, lease, abandoned, now: clock(), flights });
  if (slice === null) return null;
  if (slice.abandoned > 0) {
    log.warn({ slice: sliceId, count: slice.abandoned }, 'deliveries-abandoned');
  }
  const isHeld = async (): Promise<boolean> => {
    const asked = performance.now();
    const held = await renewSlice(database, sliceId, lease);
    if (held) heldSince = asked;
    else onLost();
    return held;
  };
  const renewal = setInterval(() => {
    // A renewal that fails is made up for by the next; the ledger checks the lease with every row anyway.
    isHeld().catch(() => log.warn({ slice: sliceId }, 'lease-not-renewed'));
  }, RENEW_EVERY_MS);
  const recorder = flights.record(lease, slice.epoch);
  return {
    ...slice,
    sliceId,
    lease,
    flights: recorder,
    isSafe: () => performance.now() - heldSince < SAFE_FOR_MS,
    isHeld,
    release: async () => {
      clearInterval(renewal);
      recorder.close();
      await releaseSlice(database, sliceId, lease);
    },
  };
}
