import { randomBytes, timingSafeEqual } from 'node:crypto';
import { openDerivedHmac } from './derived-hmac.js';

const NONCE_OCTETS = 16;
const askedBy = openDerivedHmac('site proof asked');
const answeredBy = openDerivedHmac('site proof answered');

/** A question that only the operator of an installation can ask, and only the installation can answer. */
export interface SiteQuestion {
  /** What the request carries: a nonce and the proof that the asker has the secret key. */
  readonly text: string;
  isAnsweredBy(proof: unknown): boolean;
}

/** @param secretKey the current one */
export function askForSite(secretKey: string): SiteQuestion {
  const nonce = randomBytes(NONCE_OCTETS);
  const expected = Buffer.from(hexOf(answeredBy(secretKey)(nonce)));
  return {
    text: `${nonce.toString('hex')}.${hexOf(askedBy(secretKey)(nonce))}`,
    isAnsweredBy(proof) {
      const given = Buffer.from(typeof proof === 'string' ? proof : '');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** The proof that answers a question; null where nobody asked who may. */
export function answerForSite(secretKeys: readonly string[], question: string): string | null {
  const [, nonceHex = '', proofHex = ''] = /^([0-9a-f]{32})\.([0-9a-f]{64})$/.exec(question) ?? [];
  const [nonce, proof] = [Buffer.from(nonceHex, 'hex'), Buffer.from(proofHex)];
  if (nonce.length !== NONCE_OCTETS) return null;
  for (const key of secretKeys) {
    if (timingSafeEqual(Buffer.from(hexOf(askedBy(key)(nonce))), proof)) return hexOf(answeredBy(key)(nonce));
  }
  return null;
}

function hexOf(mac: string): string {
  return Buffer.from(mac, 'latin1').toString('hex');
}
