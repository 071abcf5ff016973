import { createHmac, randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge, Payload } from 'altcha-lib/types';
import { MINUTE_MS } from '../durations.js';
import { addressKey } from '../model/address.js';

/** One try is this many rounds of PBKDF2: some 2 ms of one core. */
const ROUNDS = 5_000;
/** How many tries lead to the answer: a second or two of a laptop, some five of a phone. */
const TRIES = { least: 300, most: 600 } as const;
const LIFETIME_MS = 20 * MINUTE_MS;
/** A payload has some 600 characters. */
const LONGEST = 3_000;

/** Work that a browser does before a request is taken for more than one of many. */
export interface Proofs {
  /** What is to be solved for this address. */
  ask(address: string): Promise<Challenge>;
  /** Whether it was solved, for this address and within twenty minutes. */
  isSolved(address: string, payload: string): Promise<boolean>;
}

/**
 * Proofs of work after ALTCHA. A proof is bound to the address, of which a second request within minutes changes
 * nothing: so nothing has to be kept of proofs that were used, and any process takes what another has asked.
 * @param secretKeys the current one first, by which it asks
 */
export function openProofs(secretKeys: readonly string[]): Proofs {
  const [current] = secretKeys.map(secretsOf);
  if (current === undefined) throw new Error('Proofs need a secret key.');
  return {
    ask: (address) =>
      createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: ROUNDS,
        counter: randomInt(TRIES.least, TRIES.most),
        data: { for: nameOf(current, address) },
        expiresAt: new Date(Date.now() + LIFETIME_MS),
        deriveKey,
        ...current,
      }),
    isSolved: async (address, text) => {
      const payload = payloadOf(text);
      if (payload === null) return false;
      const verified = await Promise.all(
        secretKeys.map(async (key) => {
          const secrets = secretsOf(key);
          if (payload.challenge.parameters.data?.['for'] !== nameOf(secrets, address)) return false;
          // What is not as the library expects it is thrown, and proves nothing.
          const result = await verifySolution({ ...payload, ...secrets, deriveKey }).catch(() => null);
          return result?.verified === true;
        }),
      );
      return verified.includes(true);
    },
  };
}

interface Secrets {
  readonly hmacSignatureSecret: string;
  readonly hmacKeySignatureSecret: string;
}

function secretsOf(key: string): Secrets {
  const derived = (purpose: string) => createHmac('sha256', key).update(purpose).digest('hex');
  return {
    hmacSignatureSecret: derived('proof of work: challenge'),
    hmacKeySignatureSecret: derived('proof of work: answer'),
  };
}

function nameOf({ hmacSignatureSecret }: Secrets, address: string): string {
  return createHmac('sha256', hmacSignatureSecret).update(addressKey(address)).digest('hex').slice(0, 32);
}

/** As a browser sends it: base64 of JSON; null where it is anything else. */
function payloadOf(text: string): Payload | null {
  if (text === '' || text.length > LONGEST) return null;
  try {
    const { challenge, solution } = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Payload;
    const { counter, derivedKey } = solution;
    const isWhole =
      typeof challenge.parameters?.data === 'object' &&
      Number.isInteger(counter) &&
      typeof derivedKey === 'string';
    return isWhole ? { challenge, solution } : null;
  } catch {
    return null;
  }
}
