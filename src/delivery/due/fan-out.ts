import type { Database } from '../../store/database.js';
import { analyzeDeliveries, openSlices, writeDeliveries } from '../../store/deliveries/deliveries.js';

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
  const written = await writeDeliveries(database, digestId, sliceSize);
  if (written.length > 1) await analyzeDeliveries(database);
  return openSlices(database, digestId);
}
