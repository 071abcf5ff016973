import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { describe, expect, it } from 'vitest';
import { openProofs } from '../../src/signing/proof-of-work.js';

const proofs = openProofs(['the current key', 'a former key']);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

async function solved(challenge: Challenge): Promise<string> {
  return encoded({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
}

describe('a proof of work', () => {
  it('is taken for its address, in any case of it, by any process that knows the key', async () => {
    const proof = await solved(await proofs.ask('Reader@example.org'));
    expect(await proofs.isSolved('reader@example.org', proof)).toBe(true);
    expect(await openProofs(['a new key', 'the current key']).isSolved('reader@example.org', proof)).toBe(
      true,
    );
    expect(await proofs.isSolved('another@example.org', proof)).toBe(false);
    expect(await openProofs(['a stranger’s key']).isSolved('reader@example.org', proof)).toBe(false);
  });

  it('is none where it was tampered with, invented, or is no proof at all', async () => {
    const challenge = await proofs.ask('reader@example.org');
    const { parameters } = challenge;
    const solution = { counter: 1, derivedKey: `${parameters.keyPrefix}${'0'.repeat(32)}` };
    const easier = { ...challenge, parameters: { ...parameters, cost: 1, keyPrefix: '00' } };
    const later = { ...challenge, parameters: { ...parameters, expiresAt: 9_999_999_999 } };
    const unsigned = { parameters };
    for (const text of [
      ...[easier, later, unsigned, challenge].map((asked) => encoded({ challenge: asked, solution })),
      ...[null, 1, [], {}, { challenge: null, solution }, { challenge, solution: null }].map(encoded),
      encoded({ challenge: { ...challenge, parameters: null }, solution }),
      encoded({ challenge, solution: { counter: 1e99, derivedKey: 'zz' } }),
      encoded({ challenge: { ...challenge, parameters: { ...parameters, salt: 7 } }, solution }),
      ...['', 'later', '%', '{}', 'A'.repeat(3_001), `${'['.repeat(2_000)}`],
    ]) {
      expect(await proofs.isSolved('reader@example.org', text), text.slice(0, 80)).toBe(false);
    }
  });
});
