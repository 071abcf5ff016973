import type { Config } from '../config/config.js';
import { BroadsheetError } from '../errors.js';
import { addressParts } from '../model/address.js';
import type { DigestWithPapers, PeriodicKind } from '../model/digest.js';
import { type DigestName, digestName, latestDueOf, namedDays, periodOf } from '../model/digest-period.js';
import type { Subscriber } from '../model/subscriber.js';
import { findDigest } from '../store/digests/digests.js';
import { findGatheredDigest } from '../store/digests/gathered-digests.js';
import { findSubscriber } from '../subscribers/operators.js';
import type { Stores } from '../wiring/wiring.js';

/** How the options of a command name a digest. */
export interface AskedDigest {
  /** Any day of its period, or the days that it gathers; the newest period that is due where absent. */
  readonly date?: string;
  readonly kind?: PeriodicKind;
}

export function askedName({ date, kind = 'daily' }: AskedDigest, config: Config, now: Date): DigestName {
  const { digestTime, digestTimezone } = config;
  const period =
    date === undefined ? latestDueOf(kind, now, digestTime, digestTimezone) : periodOf(kind, date);
  return { kind, period };
}

/** @throws DIGEST_NOT_FOUND, saying how to make it */
export async function findAskedDigest(stores: Stores, asked: AskedDigest): Promise<DigestWithPapers> {
  const days = namedDays(asked.date ?? '');
  if (days !== null) {
    const gathered = await findGatheredDigest(stores.database, days);
    if (gathered !== null) return gathered;
    throw new BroadsheetError('DIGEST_NOT_FOUND', `No digest gathers ${days.period} to ${days.lastDay}.`);
  }
  const { kind, period } = askedName(asked, stores.config, stores.clock());
  const digest = await findDigest(stores.database, kind, period);
  if (digest !== null) return digest;
  const message = `There is no digest for ${digestName(kind, period)}. Make it with: broadsheet assemble ${asOptions({ kind, period })}`;
  throw new BroadsheetError('DIGEST_NOT_FOUND', message);
}

/** The options that name a digest. */
export function asOptions({ kind, period }: Pick<DigestWithPapers, 'kind' | 'period'>): string {
  return `${kind === 'daily' ? '' : `--kind ${kind} `}--date ${period}`;
}

/** @throws ADDRESS_INVALID, NOT_FOUND */
export async function findAskedSubscriber(stores: Stores, typed: string): Promise<Subscriber> {
  const parts = addressParts(typed);
  if (parts === null) throw new BroadsheetError('ADDRESS_INVALID', 'Mail cannot be sent to such an address.');
  const subscriber = await findSubscriber(stores.database, { address: parts.address });
  if (subscriber === null) throw new BroadsheetError('NOT_FOUND', 'No subscriber has this address.');
  return subscriber;
}
