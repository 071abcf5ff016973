import { createHmac } from 'node:crypto';
import { clientOf, networkOf } from '../../model/client.js';
import type { Keyring } from '../../subscribers/keyring.js';

type HashKey = Pick<Keyring, 'addressHashKey'>;

/** What a consent record keeps of where a request came from: comparable, and no address. */
export function clientHash(keyring: HashKey, ip: string): Buffer {
  return hashOf(keyring, `client ${clientOf(ip)}`);
}

/** The same of the network around it, by which limits see many clients of one owner. */
export function networkHash(keyring: HashKey, ip: string): Buffer {
  return hashOf(keyring, `network ${networkOf(ip)}`);
}

function hashOf({ addressHashKey }: HashKey, text: string): Buffer {
  return createHmac('sha256', addressHashKey).update(text).digest();
}
