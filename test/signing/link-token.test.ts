import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LinkClaim,
  type LinkPurpose,
  makeLinkToken,
  readLinkToken,
} from '../../src/signing/link-token.js';
import { anyCharacter } from '../support/any-character.js';

const purposes: readonly LinkPurpose[] = [
  'confirm',
  'unsubscribe',
  'resume',
  'digest',
  'old-address',
  'new-address',
];
const now = new Date('2026-03-23T08:00:00Z');
const current = 'a secret of the current year, long enough';
const former = 'a secret of the former year, long enough';
const keys = [current, former];

const claims = fc.record({
  purpose: fc.constantFrom(...purposes),
  subscriberId: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
  addressVersion: fc.integer({ min: 0, max: 255 }),
  serial: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  issuedAt: fc.constant(now),
});

describe('link tokens', () => {
  it('come back as they were made, in one path segment', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const token = makeLinkToken(keys, claim);
        expect(token).toMatch(/^[A-Za-z0-9_-]{39}(?:[A-Za-z0-9]|[-_]0)$/);
        expect(readLinkToken(keys, claim.purpose, token, now)).toEqual({ ok: true, claim });
      }),
    );
  });

  it('are invalid when any bit is changed', () => {
    fc.assert(
      fc.property(claims, fc.nat({ max: 30 * 8 - 1 }), (claim, bit) => {
        const octets = Buffer.from(makeLinkToken(keys, claim), 'base64url');
        octets.writeUInt8(octets.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(readLinkToken(keys, claim.purpose, octets.toString('base64url'), now)).toEqual({
          ok: false,
          fault: 'invalid',
        });
      }),
    );
  });

  it('are invalid when any character is replaced, added or dropped', () => {
    const characters = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=%. \n',
    );
    fc.assert(
      fc.property(claims, fc.nat({ max: 39 }), characters, fc.nat({ max: 2 }), (claim, at, other, way) => {
        const token = makeLinkToken(keys, claim);
        const changed = [
          token.slice(0, at) + other + token.slice(at + 1),
          token.slice(0, at) + other + token.slice(at),
          token.slice(0, at) + token.slice(at + 1),
        ][way];
        fc.pre(changed !== token);
        expect(readLinkToken(keys, claim.purpose, changed ?? '', now).ok).toBe(false);
      }),
    );
  });

  it('are good for their own purpose only', () => {
    fc.assert(
      fc.property(claims, fc.constantFrom(...purposes), (claim, asked) => {
        expect(readLinkToken(keys, asked, makeLinkToken(keys, claim), now).ok).toBe(asked === claim.purpose);
      }),
    );
  });

  it('never make reading throw, whatever the text', () => {
    const garbage = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 200 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{40}$/),
      fc.base64String(),
      fc.constant('A'.repeat(1_000_000)),
    );
    fc.assert(
      fc.property(garbage, fc.constantFrom(...purposes), (text, purpose) => {
        expect(readLinkToken(keys, purpose, text, now)).toEqual({ ok: false, fault: 'invalid' });
      }),
    );
  });

  it('go on working after a rotation for as long as the former key is listed', () => {
    const claim: LinkClaim = {
      purpose: 'unsubscribe',
      subscriberId: 7,
      addressVersion: 0,
      serial: 1,
      issuedAt: now,
    };
    const old = makeLinkToken([former], claim);
    expect(readLinkToken(keys, 'unsubscribe', old, now)).toEqual({ ok: true, claim });
    expect(readLinkToken([current], 'unsubscribe', old, now)).toEqual({ ok: false, fault: 'invalid' });
    expect(readLinkToken([], 'unsubscribe', old, now)).toEqual({ ok: false, fault: 'invalid' });
  });

  it('are signed with the first key', () => {
    const claim: LinkClaim = {
      purpose: 'digest',
      subscriberId: 7,
      addressVersion: 0,
      serial: 1,
      issuedAt: now,
    };
    expect(makeLinkToken(keys, claim)).toBe(makeLinkToken([current], claim));
    expect(makeLinkToken(keys, claim)).not.toBe(makeLinkToken([former], claim));
    expect(() => makeLinkToken([], claim)).toThrow(RangeError);
  });

  it.each([
    ['confirm', 7],
    ['resume', 1],
    ['digest', 30],
  ] as const)('for %s expire after %i days', (purpose, days) => {
    const token = makeLinkToken(keys, { purpose, subscriberId: 7, serial: 1, issuedAt: now });
    const last = now.getTime() + days * 86_400_000;
    expect(readLinkToken(keys, purpose, token, new Date(last)).ok).toBe(true);
    expect(readLinkToken(keys, purpose, token, new Date(last + 1))).toEqual({ ok: false, fault: 'expired' });
  });

  it('for unsubscribing work twenty years later', () => {
    const token = makeLinkToken(keys, { purpose: 'unsubscribe', subscriberId: 7, serial: 1, issuedAt: now });
    expect(readLinkToken(keys, 'unsubscribe', token, new Date('2046-03-23T08:00:00Z')).ok).toBe(true);
  });

  it('refuse numbers that do not fit instead of cutting them', () => {
    for (const [subscriberId, serial, addressVersion] of [
      [2 ** 40, 0, 0],
      [-1, 0, 0],
      [1, 2 ** 32, 0],
      [1, -1, 0],
      [1, 0, 256],
      [1, 0, -1],
    ] as const) {
      const claim: LinkClaim = { purpose: 'confirm', subscriberId, addressVersion, serial, issuedAt: now };
      expect(() => makeLinkToken(keys, claim)).toThrow(RangeError);
    }
  });
});
