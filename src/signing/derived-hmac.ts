import { hkdfSync } from 'node:crypto';
import { createBoundedMap } from '../bounded-map.js';
import { openShortHmac, type ShortHmac } from './short-hmac.js';

/** A process has a current key and a few former ones; more are not worth remembering. */
const MAX_DERIVED = 16;

/**
 * Signing for one purpose: under a key of its own, which is derived from a secret (HKDF-SHA-256, RFC 5869). Keys
 * are remembered, as deriving costs several times what signing does, and a digest signs for each reader.
 * @param purpose the info of the derivation; two purposes never share a key
 */
export function openDerivedHmac(purpose: string): (secret: string) => ShortHmac {
  const derived = createBoundedMap<string, ShortHmac>(MAX_DERIVED);
  return (secret) =>
    derived.getOrMake(secret, () =>
      openShortHmac(new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32))),
    );
}
