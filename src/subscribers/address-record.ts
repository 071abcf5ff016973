import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { addressParts } from '../model/address.js';
import type { Subscriber, SuppressionReason } from '../model/subscriber.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { LONGEST_REASON, refuseLonger } from '../operators/refuse-longer.js';
import { recordAct } from '../store/audit.js';
import { type Database, inTransaction } from '../store/database.js';
import {
  findSuppression,
  type HistoryEntry,
  readHistory,
  takeSuppression,
} from '../store/subscribers/history.js';
import { lift } from '../store/subscribers/transitions.js';
import { addressHash, type Keyring } from './keyring.js';
import { findSubscriber } from './operators.js';

/** Whom an operator asks about: a subscriber, or an address that may have none. */
export type Asked = { readonly id: number } | { readonly address: string };

export interface AddressRecord {
  readonly subscriber: Subscriber | null;
  readonly suppression: SuppressionReason | null;
  /** The newest first, and no more than {@link MOST_ENTRIES}. */
  readonly history: readonly HistoryEntry[];
}

const MOST_ENTRIES = 500;

/**
 * All that happened around an address.
 * @throws BroadsheetError ADDRESS_INVALID, NOT_FOUND where there is no such subscriber
 */
export async function addressRecord(
  database: Database,
  keyring: Keyring,
  asked: Asked,
): Promise<AddressRecord> {
  const { subscriber, hash } = await identify(database, keyring, asked);
  const of = { subscriberId: subscriber?.id ?? null, addressHash: hash };
  const history = await readHistory(database, of, MOST_ENTRIES);
  return { subscriber, suppression: await findSuppression(database, hash), history };
}

const GIVEN_UP: Partial<Record<SuppressionReason, string>> = {
  erased: 'was erased',
  left: 'left the service that a list came from',
  moved: 'is the former one of a reader who took another',
};

export interface LiftContext extends Acting {
  readonly keyring: Keyring;
  readonly log: { warn(fields: object, event: string): void };
}

/**
 * Lets an address be mailed again. Who bounced goes on where they were; who complained is unsubscribed from then
 * on, and may subscribe again; a person who was erased, who left another service or who moved only comes back by
 * themselves.
 * @param reason in the operator's words; kept
 * @returns what it was suppressed for; null where it was not
 * @throws BroadsheetError FORBIDDEN, ADDRESS_INVALID, NOT_FOUND, INPUT_INVALID where only the person lifts it, with `reason`, and for words that are too long
 */
export async function liftSuppression(
  { database, keyring, clock, log }: LiftContext,
  actor: Actor,
  asked: Asked,
  reason: string,
): Promise<SuppressionReason | null> {
  const now = clock();
  permit(actor, 'suppressions:lift', now);
  refuseLonger('A reason', reason, LONGEST_REASON);
  const { subscriber, hash } = await identify(database, keyring, asked);
  const lifted = await inTransaction(database, async (client) => {
    const former = await takeSuppression(client, hash, { reason, at: now });
    if (former === null) {
      const standing = await findSuppression(client, hash);
      if (standing === null) return null;
      const message = `This address ${GIVEN_UP[standing] ?? 'is suppressed'}. Only the person can bring it back, by subscribing.`;
      throw new BroadsheetError('INPUT_INVALID', message, { details: { reason: standing } });
    }
    if (subscriber !== null) await lift(client, subscriber.id, now);
    const object = subscriber === null ? null : (['subscriber', subscriber.id] as const);
    await recordAct(client, actor, { action: 'suppression.lift', object, facts: { of: former, reason } });
    return former;
  });
  if (lifted !== null) log.warn({ of: lifted, subscriber: subscriber?.id ?? null }, 'suppression-lifted');
  return lifted;
}

async function identify(
  database: Database,
  keyring: Keyring,
  asked: Asked,
): Promise<{ readonly subscriber: Subscriber | null; readonly hash: Buffer }> {
  const typed = 'id' in asked ? null : addressParts(asked.address);
  if (typed === null && !('id' in asked)) {
    throw new BroadsheetError('ADDRESS_INVALID', 'This is not an address that mail can be sent to.');
  }
  const subscriber = await findSubscriber(database, asked);
  const address = subscriber?.address ?? typed?.address;
  if (address === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no subscriber with this id.');
  return { subscriber, hash: addressHash(keyring, address) };
}
