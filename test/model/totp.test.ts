import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { base32, findTotpStep, totpCode, totpUri } from '../../src/model/totp.js';

const rfc = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1000);

describe('totpCode', () => {
  // RFC 6238 appendix B, SHA-1, the last six digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('of second %i is %s', (seconds, code) => {
    expect(totpCode(rfc, Math.floor(seconds / 30))).toBe(code);
  });

  it('is what authenticators show', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(2 ** 31), (octets, seconds) => {
        const secret = Secret.fromHex(Buffer.from(octets).toString('hex'));
        const shown = new TOTP({ secret }).generate({ timestamp: seconds * 1000 });
        expect(totpCode(Buffer.from(octets), Math.floor(seconds / 30))).toBe(shown);
        expect(base32(Buffer.from(octets))).toBe(secret.base32);
      }),
    );
  });
});

describe('findTotpStep', () => {
  const now = at(1_234_567_890);
  const step = Math.floor(1_234_567_890 / 30);
  it.each([
    [0, step],
    [-1, step - 1],
    [1, step + 1],
    [-2, null],
    [2, null],
  ])('takes the code %i steps aside as of %s', (aside, found) => {
    expect(findTotpStep(rfc, totpCode(rfc, step + aside), now, 0)).toBe(found);
  });

  it('takes no code of a step that was used, or of one before it', () => {
    expect(findTotpStep(rfc, totpCode(rfc, step), now, step)).toBeNull();
    expect(findTotpStep(rfc, totpCode(rfc, step - 1), now, step)).toBeNull();
    expect(findTotpStep(rfc, totpCode(rfc, step + 1), now, step)).toBe(step + 1);
  });

  it.each(['', '28708', '2870821', '28708a', '２８７０８２', '-87082'])('takes no "%s"', (typed) => {
    expect(findTotpStep(rfc, typed, at(59), 0)).toBeNull();
  });

  it('does not mind how it is typed', () => {
    expect(findTotpStep(rfc, ' 287 082\n', at(59), 0)).toBe(1);
  });
});

it('the address of a secret says whose it is', () => {
  const uri = totpUri(rfc, 'Papers: the day’s', 'ada@example.org');
  expect(new URL(uri).searchParams.get('issuer')).toBe('Papers  the day’s');
  expect(decodeURIComponent(new URL(uri).pathname)).toBe('/Papers  the day’s:ada@example.org');
});
