import { addressKey, domainOf } from '../model/address.js';
import { mailboxOf } from '../model/mailbox-of.js';
import type { SubscriberState, SuppressionReason } from '../model/subscriber.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { insertFarewell } from '../store/deliveries/notices.js';
import { deleteUnusedRuleSets } from '../store/editions/unused-rule-sets.js';
import { holdAddressChange } from '../store/subscribers/address-changes.js';
import { forgetAddress, redactLater } from '../store/subscribers/redact-address.js';
import { deleteSignupCountsOf } from '../store/subscribers/signup-counts.js';
import { deleteSignups, findSignupsOfDomain } from '../store/subscribers/signups.js';
import { deleteSubscriber, findSubscriberById } from '../store/subscribers/subscribers.js';
import { suppressAddress } from '../store/subscribers/suppressions.js';
import { addressHash, type Keyring } from './keyring.js';

export interface Removal {
  /** Writes a last word to the address, which its row holds until it is sent; null to tell nobody. */
  readonly tellAt?: Date | null;
  /** What is committed together with it. */
  readonly alongside?: (client: Queryable) => Promise<void>;
}

/**
 * Erases a person: the subscriber with every row that refers to them, requests that still wait, and where others'
 * rows mention the address; texts that quote it, or the address that they wished to move to, follow within minutes
 * (`redactErased`). What stays is a keyed hash, so that no import brings the address back; only the person can.
 * @returns false where there was no such subscriber
 */
export async function removeSubscriber(
  database: Database,
  keyring: Keyring,
  id: number,
  { tellAt = null, alongside }: Removal = {},
): Promise<boolean> {
  return inTransaction(database, async (client) => {
    const subscriber = await findSubscriberById(client, id);
    if (subscriber === null) return false;
    const { address } = subscriber;
    // Requests before the subscriber: deciding on requests takes its locks in this order too.
    await deleteSignups(client, await waitingSignups(client, address));
    if (tellAt !== null) {
      await insertFarewell(client, { subscriberId: id, domain: domainOf(address), at: tellAt });
    }
    const change = await holdAddressChange(client, id);
    const state = await deleteSubscriber(client, id);
    if (state === null) return false;
    await deleteUnusedRuleSets(client);
    await deleteSignupCountsOf(client, addressHash(keyring, mailboxOf(address)));
    const hash = addressHash(keyring, address);
    await forgetAddress(client, { address, key: addressKey(address), hash });
    if (change?.wanted != null) await redactLater(client, { ...change.wanted, isWish: !change.newConfirmed });
    await suppressAddress(client, hash, reasonAfter(state));
    await alongside?.(client);
    return true;
  });
}

/** A dead address stays dead, and a complaint stays one, when the row that said so is gone. */
function reasonAfter(state: SubscriberState): SuppressionReason {
  return state === 'bounced' || state === 'complained' ? state : 'erased';
}

async function waitingSignups(client: Queryable, address: string): Promise<readonly number[]> {
  const key = addressKey(address);
  const signups = await findSignupsOfDomain(client, domainOf(address));
  return signups.filter((signup) => addressKey(signup.address) === key).map(({ id }) => id);
}
