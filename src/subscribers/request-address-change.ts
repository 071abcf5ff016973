import { MINUTE_MS } from '../durations.js';
import { addressKey } from '../model/address.js';
import type { Database } from '../store/database.js';
import { putAddressChange } from '../store/subscribers/address-changes.js';
import { defaultSignupLimits } from './decide-signup.js';
import { addressHash, type Keyring } from './keyring.js';

export interface AddressChangeRequest {
  readonly subscriberId: number;
  /** As `addressParts` writes it. */
  readonly address: string;
  readonly now: Date;
}

const AGAIN_MS = defaultSignupLimits.repeatAfterMinutes * MINUTE_MS;

/**
 * Keeps a reader's wish for another address, to be decided on by a worker; it replaces an earlier one. Nothing of
 * the new address is looked up, so neither the answer nor its time tells whether it is known.
 * @returns false where the reader gets no mail
 */
export function requestAddressChange(
  database: Database,
  keyring: Keyring,
  { subscriberId, address, now }: AddressChangeRequest,
): Promise<boolean> {
  const identity = { address, key: addressKey(address), hash: addressHash(keyring, address) };
  return putAddressChange(database, subscriberId, identity, {
    at: now,
    again: new Date(now.getTime() - AGAIN_MS),
  });
}
