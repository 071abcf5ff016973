import { periodicKinds } from '../../model/digest.js';
import type { Database } from '../../store/database.js';
import { analyzeDeliveries } from '../../store/deliveries/deliveries.js';
import { type DueOptions, fanOutBatch } from '../../store/deliveries/due-readers.js';
import { endPauses } from '../../store/deliveries/ended-pauses.js';
import { releasedDigests } from '../../store/digests/digests.js';
import { matchRuleSets } from '../../store/editions/editions.js';
import { dueWindow, oldestPeriod } from './due-window.js';

export interface FanOutDueOptions extends DueOptions {
  /** Makes daily digests one, once for the same ones, and answers its id. */
  readonly gather: (dayIds: readonly number[]) => Promise<number>;
}

/** So many slices or more were written in bulk. */
const BULK_SLICES = 10;

/**
 * Ends pauses that are over, writes the deliveries of every reader whose time has come and whose digest is there, and says when each is
 * next. Repeating it is harmless, and any number of workers may call it at once.
 * @returns the slices that wait to be sent
 */
export async function fanOutDue(database: Database, options: FanOutDueOptions, now: Date): Promise<number[]> {
  const sliceIds = await endPauses(database, now);
  for (const kind of periodicKinds) {
    const { defaults } = options;
    const released = await releasedDigests(database, kind, oldestPeriod(kind, defaults, now));
    const window = dueWindow(kind, defaults, released, now);
    await matchRuleSets(
      database,
      window.digests.map(({ id }) => id),
    );
    for (let more = true; more; ) {
      const batch = await fanOutBatch(database, window, options);
      sliceIds.push(...batch.sliceIds);
      if (batch.sliceIds.length >= BULK_SLICES) await analyzeDeliveries(database);
      const gathered: number[] = [];
      for (const dayIds of batch.missing) gathered.push(await options.gather(dayIds));
      await matchRuleSets(database, gathered);
      more = batch.more || gathered.length > 0;
    }
  }
  return sliceIds;
}
