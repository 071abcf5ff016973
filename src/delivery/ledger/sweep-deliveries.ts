import type { Database } from '../../store/database.js';
import { gatherDue } from '../../store/deliveries/deliveries.js';
import { type FlightReader, noFlights } from '../../store/deliveries/flight-reader.js';
import { skipCancelled } from '../../store/deliveries/sending-control.js';
import {
  endExpiredLeases,
  findCancelledWithRows,
  findUnheldSlices,
  settleSlices,
} from '../../store/deliveries/slices.js';
import type { UncertainPolicy } from './settle-outcome.js';

export interface SweepFindings {
  /** Slices with rows to send that nobody holds. */
  readonly sliceIds: number[];
  /** Rows of which nobody knows whether their worker, which died, sent them, and which are now held. */
  readonly uncertain: number;
}

/**
 * Puts the ledger in order: ends the leases of dead workers, settles what they had on the wire, gathers the
 * retries that are due, skips what cancelled digests left, and finds what nobody sends. Safe at any time, also by
 * several processes at once.
 * @param flights what the workers of this machine wrote down
 */
export async function sweepDeliveries(
  database: Database,
  now: Date,
  policy: UncertainPolicy,
  flights: FlightReader = noFlights,
): Promise<SweepFindings> {
  const abandoned = policy === 'resend' ? 'pending' : 'uncertain';
  const settled = await endExpiredLeases(database, { abandoned, now, flights });
  await gatherDue(database, now);
  for (const digestId of await findCancelledWithRows(database)) await skipCancelled(database, digestId, now);
  await settleSlices(database);
  return { sliceIds: await findUnheldSlices(database), uncertain: abandoned === 'uncertain' ? settled : 0 };
}
