import { createHash, randomBytes } from 'node:crypto';

const SPELLING = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits as 43 characters of base64url, and what rows keep of them. */
export interface SecretToken {
  readonly token: string;
  readonly hash: Buffer;
}

export function makeToken(): SecretToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** @returns null where it has not the form of a token */
export function tokenHash(token: string): Buffer | null {
  return SPELLING.test(token) ? hashOf(token) : null;
}

/** SHA-256 is enough for 256 random bits: there is nothing to guess. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
