import { createHash, randomBytes } from 'node:crypto';

const SPELLING = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits as 43 characters of base64url, and what rows keep of them. */
export interface SecretToken {
  readonly token: string;
  readonly hash: Buffer;
}

export function makeToken(): SecretToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: secretHash(token) };
}

/** @returns null where it has not the form of a token */
export function tokenHash(token: string): Buffer | null {
  return SPELLING.test(token) ? secretHash(token) : null;
}

/** What is kept of a secret of 256 random bits: there is nothing to guess, so SHA-256 is enough and nothing is slowed down. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
