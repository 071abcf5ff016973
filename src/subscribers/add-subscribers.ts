import { addressKey, addressParts } from '../model/address.js';
import type { Language } from '../model/language.js';
import { type SignupOrigin, writeOrigin } from '../model/origin.js';
import type { SubscriberState } from '../model/subscriber.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { insertConsents } from '../store/subscribers/consents.js';
import {
  type AddressIdentity,
  holdAgainstErasure,
  insertActive,
  readStates,
} from '../store/subscribers/new-subscribers.js';
import { addressHash, type Keyring } from './keyring.js';

export interface Adding {
  readonly via: 'operator' | 'import';
  readonly now: Date;
  /** Of their mails; the default where absent. */
  readonly language?: Language;
  /** Where they came from; absent where nobody knows. */
  readonly origin?: SignupOrigin;
  /** What is committed together with each chunk. */
  readonly alongside?: (client: Queryable, chunk: readonly AddedAddress[]) => Promise<void>;
}

export interface AddedAddress {
  /** As it was given. */
  readonly address: string;
  /** `refused`: the address left, bounced, complained or was erased, and only the person can bring it back. */
  readonly result: 'added' | 'already' | 'refused' | 'invalid';
  /** Null where there is no such subscriber. */
  readonly id: number | null;
}

/** One transaction for each so many: the locks are short, and a long list does not wait for its end. */
const CHUNK = 5_000;

const BROUGHT_BACK_BY_NOBODY: ReadonlySet<SubscriberState> = new Set([
  'unsubscribed',
  'bounced',
  'complained',
]);

/**
 * Adds people whose consent the operator holds; they are active at once and get no mail about it. Never
 * brings back who left. Repeating is harmless.
 * @returns one line for each address, in the order given
 */
export async function addSubscribers(
  database: Database,
  keyring: Keyring,
  addresses: readonly string[],
  adding: Adding,
): Promise<readonly AddedAddress[]> {
  const report: AddedAddress[] = [];
  for (let start = 0; start < addresses.length; start += CHUNK) {
    const chunk = addresses.slice(start, start + CHUNK);
    const added = await inTransaction(database, async (client) => {
      const results = await addChunk(client, keyring, chunk, adding);
      await adding.alongside?.(client, results);
      return results;
    });
    report.push(...added);
  }
  return report;
}

async function addChunk(
  client: Queryable,
  keyring: Keyring,
  addresses: readonly string[],
  { via, now, language, origin }: Adding,
): Promise<readonly AddedAddress[]> {
  const given = addresses.map((address) => ({ address, identity: identityOf(keyring, address) }));
  const identities = new Map<string, AddressIdentity>();
  for (const { identity } of given) {
    if (identity !== null && !identities.has(identity.key)) identities.set(identity.key, identity);
  }
  const keys = [...identities.keys()];
  await holdAgainstErasure(client, keys);
  const added = new Map(await insertActive(client, [...identities.values()], now, language));
  const known = await readStates(client, keys);
  await insertConsents(
    client,
    [...added.values()].map((subscriberId) => ({
      subscriberId,
      event: 'added' as const,
      via,
      wording: null,
      clientHash: null,
      at: now,
      origin: origin === undefined ? null : writeOrigin(origin),
    })),
  );
  return given.map(({ address, identity }) => {
    if (identity === null) return { address, result: 'invalid', id: null };
    const subscriber = known.get(identity.key);
    if (subscriber === undefined) return { address, result: 'refused', id: null };
    if (BROUGHT_BACK_BY_NOBODY.has(subscriber.state))
      return { address, result: 'refused', id: subscriber.id };
    // The second mention of an address that was just added finds it there already.
    return { address, result: added.delete(identity.key) ? 'added' : 'already', id: subscriber.id };
  });
}

function identityOf(keyring: Keyring, typed: string): AddressIdentity | null {
  const address = addressParts(typed)?.address;
  if (address === undefined) return null;
  return { address, key: addressKey(address), hash: addressHash(keyring, address) };
}
