import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressHistory } from '../../src/store/subscribers/signups.js';
import { type Candidate, decideSignups } from '../../src/subscribers/decide-signups.js';
import { openMeters } from '../../src/subscribers/signup-meters.js';

const now = new Date('2026-03-23T08:00:00Z');
const limits = {
  ...{ repeatAfterMinutes: 10, perAddressDay: 3, perClientHour: 100, perNetworkHour: 100 },
  ...{ perDomainHour: 2, overallHour: 3 },
};
const nobody = new Map<string, AddressHistory>();
const quiet = { overall: 0, byDomain: new Map<string, number>() };

function candidates(...keys: readonly string[]): readonly Candidate[] {
  return keys.map((key, index) => ({
    ...{ signupId: index + 1, key, domain: key.split('@')[1] ?? '', mailboxHash: Buffer.from(key) },
    ...{ clientHash: null, networkHash: null, proven: false },
  }));
}

function decide(keys: readonly string[], histories = nobody, counts = quiet) {
  const meters = openMeters({ used: new Map(), mailboxes: new Map() }, limits, now);
  const { confirm, ...rest } = decideSignups(candidates(...keys), { histories, counts, meters }, limits, now);
  return { confirm: confirm.map(({ key }) => key), ...rest };
}

describe('decideSignups', () => {
  it('asks each address once', () => {
    expect(decide(['a@x.example', 'b@x.example', 'a@x.example', 'a@x.example'])).toEqual({
      confirm: ['a@x.example', 'b@x.example'],
      settled: [1, 2, 3, 4],
      full: false,
    });
  });

  it('counts what it has just decided towards the limit of a domain', () => {
    expect(decide(['a@x.example', 'b@x.example', 'c@x.example', 'a@y.example'])).toEqual({
      confirm: ['a@x.example', 'b@x.example', 'a@y.example'],
      settled: [1, 2, 4],
      full: true,
    });
  });

  it('lets one request of an address wait, not all of them', () => {
    const counts = { overall: 2, byDomain: new Map([['x.example', 2]]) };
    expect(decide(['a@x.example', 'a@x.example'], nobody, counts)).toEqual({
      confirm: [],
      settled: [2],
      full: false,
    });
  });

  it('settles who may not be asked even when there is no room', () => {
    const active: AddressHistory = {
      state: 'active',
      suppression: null,
      lastConfirmationAt: null,
      confirmations: 0,
    };
    const counts = { overall: 3, byDomain: new Map<string, number>() };
    expect(decide(['a@x.example', 'b@x.example'], new Map([['b@x.example', active]]), counts)).toEqual({
      confirm: [],
      settled: [2],
      full: true,
    });
  });

  it('never goes over a limit, and forgets no first request', () => {
    const address = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('x', 'y', 'z'));
    fc.assert(
      fc.property(fc.array(address), fc.nat({ max: 4 }), (addresses, overall) => {
        const keys = addresses.map(([local, domain]) => `${local}@${domain}.example`);
        const { confirm, settled } = decide(keys, nobody, { overall, byDomain: new Map() });
        expect(new Set(confirm).size).toBe(confirm.length);
        expect(overall + confirm.length).toBeLessThanOrEqual(Math.max(overall, limits.overallHour));
        for (const domain of ['x', 'y', 'z']) {
          const inDomain = confirm.filter((key) => key.endsWith(`@${domain}.example`));
          expect(inDomain.length).toBeLessThanOrEqual(limits.perDomainHour);
        }
        const waiting = keys.filter((_key, index) => !settled.includes(index + 1));
        expect(new Set([...confirm, ...waiting])).toEqual(new Set(keys));
      }),
    );
  });
});
