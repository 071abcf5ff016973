import type { Config } from '../config/config.js';
import { BroadsheetError } from '../errors.js';
import { findDigestByName } from '../mailing/find-digest.js';
import { addressParts } from '../model/address.js';
import type { DigestWithPapers, PeriodicKind } from '../model/digest.js';
import { type DigestName, latestDueOf, namedDays, nameOfDigest, periodOf } from '../model/digest-period.js';
import type { Subscriber } from '../model/subscriber.js';
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
  const name =
    days === null
      ? askedName(asked, stores.config, stores.clock())
      : ({ kind: 'gathered', ...days } as const);
  const written = nameOfDigest(name);
  const digest = await findDigestByName(stores.database, written);
  if (digest !== null) return digest;
  const make = days === null ? ` Make it with: broadsheet assemble ${asOptions(name)}` : '';
  throw new BroadsheetError('DIGEST_NOT_FOUND', `There is no digest for ${written}.${make}`);
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
