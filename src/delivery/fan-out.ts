import type { Database } from '../store/database.js';
import { openSlices, writeDeliveries } from '../store/deliveries.js';

export interface FanOutOptions {
  /** Deliveries in a slice; 1,000 by default. */
  readonly sliceSize?: number;
}

/**
 * Writes the deliveries of a released digest, once, however often and by however many it is called.
 * @returns the slices that wait to be sent
 */
export async function fanOut(
  database: Database,
  digestId: number,
  { sliceSize }: FanOutOptions = {},
): Promise<readonly number[]> {
  await writeDeliveries(database, digestId, sliceSize);
  return openSlices(database, digestId);
}
