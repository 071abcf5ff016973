import { createHash, createHmac, hash } from 'node:crypto';

/**
 * HMAC-SHA-256 under one key.
 * @param octets any number; quick up to {@link MOST_OCTETS}
 * @param length how many of them, from the first on; all where absent
 * @returns 32 octets as text of as many Latin-1 characters: whoever writes some of them into what they sign needs no
 * buffer, which costs more than the hashing
 */
export type ShortHmac = (octets: Uint8Array, length?: number) => string;

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
  // What is hashed of it, by its length: there are a few lengths, and a view costs a third of a hash.
  const views: Buffer[] = [];
  return (octets, length = octets.length) => {
    if (length > MOST_OCTETS) {
      return createHmac('sha256', key).update(octets.subarray(0, length)).digest('binary');
    }
    for (let at = 0; at < length; at += 1) inner[BLOCK + at] = octets[at] ?? 0;
    views[length] ??= inner.subarray(0, BLOCK + length);
    outer.write(hash('sha256', views[length], 'binary'), BLOCK, DIGEST, 'latin1');
    return hash('sha256', outer, 'binary');
  };
}
