import { periodicKinds } from '../../model/digest.js';
import type { Database } from '../../store/database.js';
import { analyzeDeliveries } from '../../store/deliveries/deliveries.js';
import type { DueOptions } from '../../store/deliveries/due-portion.js';
import { type FannedOut, fanOutBatch } from '../../store/deliveries/due-readers.js';
import { endPauses } from '../../store/deliveries/ended-pauses.js';
import { releasedDigests } from '../../store/digests/digests.js';
import { matchSparing } from '../../store/editions/match-sparing.js';
import { dueWindow, oldestPeriod } from './due-window.js';

export interface FanOutDueOptions extends DueOptions {
  /** Makes daily digests one, once for the same ones, and answers its id. */
  readonly gather: (dayIds: readonly number[]) => Promise<number>;
  /** Hears of what is wrong with readers, which keeps nobody else from being served. */
  readonly onFault?: OnReaderFault;
}

export type OnReaderFault = (
  event: 'readers-passed-over' | 'rules-failed' | 'zone-mended',
  fields: object,
) => void;

/** So many slices or more were written in bulk. */
const BULK_SLICES = 10;

/**
 * Ends pauses that are over, writes the deliveries of every reader whose time has come and whose digest is there, and says when each is
 * next. Repeating it is harmless, and any number of workers may call it at once.
 * @returns the slices that wait to be sent
 */
export async function fanOutDue(database: Database, options: FanOutDueOptions, now: Date): Promise<number[]> {
  const matchEach = async (digestIds: readonly number[]): Promise<void> => {
    const count = await matchSparing(database, digestIds);
    if (count > 0) options.onFault?.('rules-failed', { count });
  };
  const ended = await endPauses(database, now);
  const { sliceIds } = ended;
  if (ended.passedOver > 0) options.onFault?.('readers-passed-over', { count: ended.passedOver });
  for (const kind of periodicKinds) {
    const { defaults } = options;
    const released = await releasedDigests(database, kind, oldestPeriod(kind, defaults, now));
    const window = dueWindow(kind, defaults, released, now);
    await matchEach(window.digests.map(({ id }) => id));
    for (let more = true; more; ) {
      const batch = await fanOutBatch(database, window, options);
      sliceIds.push(...batch.sliceIds);
      tellFaults(batch, options.onFault);
      if (batch.sliceIds.length >= BULK_SLICES) await analyzeDeliveries(database);
      const gathered: number[] = [];
      for (const dayIds of batch.missing) gathered.push(await options.gather(dayIds));
      await matchEach(gathered);
      more = batch.more || gathered.length > 0;
    }
  }
  return sliceIds;
}

function tellFaults({ passedOver, zones }: FannedOut, tell: OnReaderFault = () => undefined): void {
  if (passedOver > 0) tell('readers-passed-over', { count: passedOver });
  for (const zone of zones) tell('zone-mended', zone);
}
