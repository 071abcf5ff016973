import type { Config } from '../config.js';
import { BroadsheetError } from '../errors.js';
import { addressParts } from '../model/address.js';
import { latestDuePeriod } from '../model/calendar-date.js';
import type { DigestWithPapers } from '../model/digest.js';
import type { Subscriber } from '../model/subscriber.js';
import { findDigest } from '../store/digests.js';
import { findSubscriber } from '../subscribers/operators.js';
import type { Stores } from '../wiring.js';

/** The digest of `date`, or of the newest day that is due. @throws DIGEST_NOT_FOUND, saying how to make it */
export async function findAskedDigest(stores: Stores, date: string | undefined): Promise<DigestWithPapers> {
  const period = date ?? duePeriod(stores.config, stores.clock());
  const digest = await findDigest(stores.database, 'daily', period);
  if (digest !== null) return digest;
  const message = `There is no digest for ${period}. Make it with: broadsheet assemble --date ${period}`;
  throw new BroadsheetError('DIGEST_NOT_FOUND', message);
}

/** @throws ADDRESS_INVALID, NOT_FOUND */
export async function findAskedSubscriber(stores: Stores, typed: string): Promise<Subscriber> {
  const parts = addressParts(typed);
  if (parts === null) throw new BroadsheetError('ADDRESS_INVALID', 'Mail cannot be sent to such an address.');
  const subscriber = await findSubscriber(stores.database, { address: parts.address });
  if (subscriber === null) throw new BroadsheetError('NOT_FOUND', 'No subscriber has this address.');
  return subscriber;
}

function duePeriod({ digestTime, digestTimezone }: Config, now: Date): string {
  return latestDuePeriod(now, digestTime, digestTimezone);
}
