import { createHash, createHmac, hash } from 'node:crypto';

/**
 * HMAC-SHA-256 under one key.
 * @param octets any number; quick up to {@link MOST_OCTETS}
 * @returns 32 octets
 */
export type ShortHmac = (octets: Uint8Array) => Buffer;

/** The input block of SHA-256. */
const BLOCK = 64;
const DIGEST = 32;
export const MOST_OCTETS = 256;

/**
 * HMAC (RFC 2104) by its definition, out of two one-shot hashes: a digest signs several short names for each
 * reader, and making an Hmac object for each costs four times what the hashing does.
 */
export function openShortHmac(key: Uint8Array): ShortHmac {
  const padded = Buffer.alloc(BLOCK);
  padded.set(key.length > BLOCK ? createHash('sha256').update(key).digest() : key);
  const inner = Buffer.alloc(BLOCK + MOST_OCTETS);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let at = 0; at < BLOCK; at += 1) {
    inner[at] = (padded[at] ?? 0) ^ 0x36;
    outer[at] = (padded[at] ?? 0) ^ 0x5c;
  }
  return (octets) => {
    if (octets.length > MOST_OCTETS) return createHmac('sha256', key).update(octets).digest();
    inner.set(octets, BLOCK);
    // As text, because a buffer for each digest costs more than the digest.
    outer.write(hash('sha256', inner.subarray(0, BLOCK + octets.length), 'binary'), BLOCK, 'latin1');
    return Buffer.from(hash('sha256', outer, 'binary'), 'latin1');
  };
}
