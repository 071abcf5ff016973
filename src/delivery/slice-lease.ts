import { randomUUID } from 'node:crypto';
import { RENEW_EVERY_MS } from '../store/deliveries/lease.js';
import { type LeasedSlice, leaseSlice, releaseSlice, renewSlice } from '../store/deliveries/slices.js';
import type { DeliveryContext } from './delivery-context.js';

/** The right to send the rows of a slice, renewed as long as it is held. */
export interface SliceLease extends LeasedSlice {
  readonly sliceId: number;
  /** What the slice's row names as its worker. */
  readonly lease: string;
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
  { database, clock, worker, policy, log }: DeliveryContext,
  sliceId: number,
  onLost: () => void,
): Promise<SliceLease | null> {
  // One process may be asked for the same slice twice; each run is a worker of its own.
  const lease = `${worker}/${randomUUID()}`;
  const abandoned = policy === 'resend' ? 'pending' : 'uncertain';
  const slice = await leaseSlice(database, { sliceId, lease, abandoned, now: clock() });
  if (slice === null) return null;
  if (slice.abandoned > 0) {
    log.warn({ slice: sliceId, count: slice.abandoned }, 'deliveries-abandoned');
  }
  const isHeld = async (): Promise<boolean> => {
    const held = await renewSlice(database, sliceId, lease);
    if (!held) onLost();
    return held;
  };
  const renewal = setInterval(() => {
    // A renewal that fails is made up for by the next; the ledger checks the lease with every row anyway.
    isHeld().catch(() => log.warn({ slice: sliceId }, 'lease-not-renewed'));
  }, RENEW_EVERY_MS);
  return {
    ...slice,
    sliceId,
    lease,
    isHeld,
    release: async () => {
      clearInterval(renewal);
      await releaseSlice(database, sliceId, lease);
    },
  };
}
