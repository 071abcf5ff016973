import { createHmac } from 'node:crypto';
import type { Keyring } from '../../subscribers/keyring.js';

/** What a consent record keeps of where a request came from: comparable, and no address. */
export function clientHash(keyring: Pick<Keyring, 'addressHashKey'>, ip: string): Buffer {
  return createHmac('sha256', keyring.addressHashKey).update(`client ${ip}`).digest();
}
