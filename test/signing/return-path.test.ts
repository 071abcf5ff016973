import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReturnAddress, type ReturnPathClaim, readReturnAddress } from '../../src/signing/return-path.js';
import { anyCharacter } from '../support/any-character.js';

const current = 'a secret of the current year, long enough';
const former = 'a secret of the former year, long enough';
const keys = [current, former];
const own = { prefix: '', domain: 'returns.example.org' };

const claims: fc.Arbitrary<ReturnPathClaim> = fc.record({
  kind: fc.constantFrom('delivery', 'notice', 'unsubscribe'),
  id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  subscriberId: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
});
const claim: ReturnPathClaim = { kind: 'delivery', id: 7, subscriberId: 42 };
const address = 'reader@example.net';
const made = makeReturnAddress(keys, own, claim, address);
const local = made.slice(0, made.indexOf('@'));

describe('a return path', () => {
  it('comes back as it was made, within 64 octets whatever is put before it', () => {
    fc.assert(
      fc.property(claims, (given) => {
        const text = makeReturnAddress(keys, { ...own, prefix: 'bounces-of-paper+' }, given, address);
        expect(text).toMatch(/^bounces-of-paper\+[a-z2-7]{40}@returns\.example\.org$/);
        expect(text.indexOf('@')).toBeLessThanOrEqual(64);
        expect(readReturnAddress(keys, text)?.claim).toEqual(given);
        expect(makeReturnAddress(keys, { ...own, prefix: 'bounces-of-paper+' }, given, address)).toBe(text);
      }),
    );
  });

  it('knows the address that the message went to, in any case of it', () => {
    const reading = readReturnAddress(keys, made);
    expect(reading?.wasSentTo('Reader@Example.Net')).toBe(true);
    expect(reading?.wasSentTo('other@example.net')).toBe(false);
    const long = `${'x'.repeat(64)}@${'y.'.repeat(150)}example.net`;
    const toLong = readReturnAddress(keys, makeReturnAddress(keys, own, claim, long));
    expect(toLong?.wasSentTo(long)).toBe(true);
    expect(toLong?.wasSentTo(`${long}x`)).toBe(false);
  });

  it('is made in the same way for ever, for it may come back years later', () => {
    const path = makeReturnAddress(
      ['k1'],
      { prefix: 'b+', domain: 'example.org' },
      { ...claim, subscriberId: 123456 },
      'ann@example.org',
    );
    expect(path).toBe('b+aaaaaaahaaaadysasnp3e5nsz7qbpoy242tys5gk@example.org');
  });

  it.each<[string, string]>([
    ['upper case', made.toUpperCase()],
    ['BATV', `prvs=1234abcdef=${made}`],
    ['BATV of another order', `prvs=${local}=1234abcdef@returns.example.org`],
    ['Barracuda', `btv1==0123456789a==${made}`],
    ['SRS0', `SRS0=HhH5=TT=returns.example.org=${local}@forwarder.example`],
    ['SRS1', `SRS1=xXx9=forwarder.example==HHH=TT=returns.example.org=${local}@second.example`],
    ['a forwarder with its plus', `someone+caf_=${local}=returns.example.org@example.com`],
    ['another prefix', `Former-Prefix+${made}`],
    ['angle brackets', `<${made}>`],
  ])('is read through %s', (_name, text) => {
    expect(readReturnAddress(keys, text)?.claim).toEqual(claim);
  });

  it('is nobody’s when any character of it is changed, added or dropped', () => {
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567019-+=.');
    fc.assert(
      fc.property(fc.nat({ max: 39 }), letters, fc.nat({ max: 2 }), (at, other, way) => {
        const changed = [
          local.slice(0, at) + other + local.slice(at + 1),
          local.slice(0, at) + other + local.slice(at),
          local.slice(0, at) + local.slice(at + 1),
        ][way];
        // Something put before or behind it leaves the token whole.
        fc.pre(changed !== undefined && !changed.includes(local));
        expect(readReturnAddress(keys, `${changed}@returns.example.org`)).toBeNull();
      }),
    );
  });

  it('never makes reading throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: anyCharacter }), fc.stringMatching(/^[a-z2-7]{40}$/)),
        (text) => {
          expect(readReturnAddress(keys, text)).toBeNull();
        },
      ),
    );
    expect(readReturnAddress(keys, 'a'.repeat(1_000_000))).toBeNull();
  });

  it('goes on being read after a rotation, for as long as the former key is listed', () => {
    const old = makeReturnAddress([former], own, claim, address);
    expect(readReturnAddress(keys, old)?.wasSentTo(address)).toBe(true);
    expect(readReturnAddress([current], old)).toBeNull();
    expect(readReturnAddress([], old)).toBeNull();
    expect(() => makeReturnAddress([], own, claim, address)).toThrow(RangeError);
  });

  it('differs by kind, message, subscriber and address', () => {
    const all = [
      made,
      makeReturnAddress(keys, own, { ...claim, kind: 'notice' }, address),
      makeReturnAddress(keys, own, { ...claim, id: 8 }, address),
      makeReturnAddress(keys, own, { ...claim, subscriberId: 43 }, address),
      makeReturnAddress(keys, own, claim, 'other@example.net'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('refuses numbers that do not fit', () => {
    for (const change of [{ id: 2 ** 32 }, { id: -1 }, { subscriberId: 2 ** 40 }]) {
      expect(() => makeReturnAddress(keys, own, { ...claim, ...change }, address)).toThrow(RangeError);
    }
  });
});
