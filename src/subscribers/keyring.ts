import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { BroadsheetError } from '../errors.js';
import { addressKey } from '../model/address.js';
import { unwrapKey, wrapKey } from '../signing/key-wrapping.js';
import type { Queryable } from '../store/database.js';
import { findWrappedKey, insertWrappedKey, replaceWrappedKey } from '../store/keyring.js';

/** Keys that stay the same for the life of the database, whatever becomes of SECRET_KEY. */
export interface Keyring {
  readonly addressHashKey: Buffer;
  readonly messageIdKey: Buffer;
  /** Wraps the secrets that operators sign in by, and keys the hashes of what is too short for a plain one. */
  readonly operatorKey: Buffer;
}

const ROOT = 'root';
const KEY_OCTETS = 32;

/**
 * Opens the database's root key with the current secret or a former one, and makes it on the first start.
 * A root opened with a former secret is wrapped again under the current one, so that the former may be
 * dropped. Several processes may start at once: they end with the same keyring.
 * @param secretKeys the current secret first
 * @throws BroadsheetError SECRET_KEY_MISMATCH when no secret opens it
 */
export async function openKeyring(database: Queryable, secretKeys: readonly string[]): Promise<Keyring> {
  const [current] = secretKeys;
  if (current === undefined) throw mismatch();
  const wrapped = await wrappedRoot(database, current);
  const opened = secretKeys.map((secret) => unwrapKey(secret, wrapped));
  const root = opened.find((key) => key !== null);
  if (root === undefined || root === null) throw mismatch();
  if (opened[0] === null) await replaceWrappedKey(database, ROOT, wrapped, wrapKey(current, root));
  return {
    addressHashKey: subkey(root, 'address hash'),
    messageIdKey: subkey(root, 'message id'),
    operatorKey: subkey(root, 'operators'),
  };
}

/** The hash under which an address is remembered after it is erased; the same for every case of it. */
export function addressHash(keyring: Pick<Keyring, 'addressHashKey'>, address: string): Buffer {
  return createHmac('sha256', keyring.addressHashKey).update(addressKey(address)).digest();
}

async function wrappedRoot(database: Queryable, secret: string): Promise<Buffer> {
  const found = await findWrappedKey(database, ROOT);
  if (found !== null) return found;
  await insertWrappedKey(database, ROOT, wrapKey(secret, randomBytes(KEY_OCTETS)));
  const kept = await findWrappedKey(database, ROOT);
  if (kept === null) throw new BroadsheetError('INTERNAL', 'The keyring was emptied while it was opened.');
  return kept;
}

function subkey(root: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, '', `broadsheet keyring v1 ${name}`, KEY_OCTETS));
}

function mismatch(): BroadsheetError {
  return new BroadsheetError(
    'SECRET_KEY_MISMATCH',
    'SECRET_KEY does not open the keyring of this database. Set SECRET_KEY to the key it was set up with, or list that key in SECRET_KEY_PREVIOUS.',
  );
}
