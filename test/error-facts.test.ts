import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFacts, safeText } from '../src/error-facts.js';
import { BroadsheetError } from '../src/errors.js';
import { anyCharacter } from './support/any-character.js';

describe('safeText', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
    ['550 <reader@example.org>: unknown', '550 [address] unknown'],
    ['GET https://papers.example/confirm/abc failed', 'GET [url] failed'],
    ['postgres://user:secret@db/x is away', '[url] is away'],
    ['one\u0000two\nthree', 'one two three'],
    ['half \ud800 a pair', 'half   a pair'],
  ])('of %j', (text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it('is bounded, well formed and names nobody, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 500 }), fc.emailAddress(), (text, address) => {
        const safe = safeText(`${text} ${address} ${text}`);
        expect(safe.length).toBeLessThanOrEqual(300);
        expect(safe).not.toMatch(/\p{C}|@/u);
      }),
    );
  });
});

describe('errorFacts', () => {
  it('keeps where it happened and what we said of it', () => {
    const facts = errorFacts(
      new BroadsheetError('DIGEST_NOT_FOUND', 'Ask for another day.', { details: { digest: 3 } }),
    );
    expect(facts).toMatchObject({
      code: 'DIGEST_NOT_FOUND',
      name: 'BroadsheetError',
      message: 'Ask for another day.',
      details: { digest: 3 },
    });
    expect(facts.frames[0]).toContain('error-facts.test');
  });
});
