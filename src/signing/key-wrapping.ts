import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/*
 * A wrapped key is a version octet, a nonce of 12 octets, the encrypted key and a tag of 16 octets
 * (AES-256-GCM, NIST SP 800-38D §5.2.1.1 and §8.2.2).
 */
const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/** Encrypts a key under a secret. */
export function wrapKey(secret: string | Buffer, key: Buffer): Buffer {
  const nonce = randomBytes(NONCE_OCTETS);
  const cipher = createCipheriv(CIPHER, wrappingKey(secret), nonce);
  const encrypted = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, encrypted, cipher.getAuthTag()]);
}

/** @returns null where the key was wrapped under another secret, or was changed since */
export function unwrapKey(secret: string | Buffer, wrapped: Buffer): Buffer | null {
  if (wrapped.length <= 1 + NONCE_OCTETS + TAG_OCTETS || wrapped[0] !== VERSION) return null;
  const nonce = wrapped.subarray(1, 1 + NONCE_OCTETS);
  const decipher = createDecipheriv(CIPHER, wrappingKey(secret), nonce, { authTagLength: TAG_OCTETS });
  decipher.setAuthTag(wrapped.subarray(-TAG_OCTETS));
  try {
    return Buffer.concat([
      decipher.update(wrapped.subarray(1 + NONCE_OCTETS, -TAG_OCTETS)),
      decipher.final(),
    ]);
  } catch {
    return null;
  }
}

function wrappingKey(secret: string | Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'broadsheet keyring v1 wrap', 32));
}
