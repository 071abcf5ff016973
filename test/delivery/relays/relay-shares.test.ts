import { describe, expect, it } from 'vitest';
import { createRelayShares } from '../../../src/delivery/relays/relay-shares.js';

/** Relays that ask in turn and answer at once; returns how many messages each took. */
function share(weights: readonly number[], rounds: number, busy: readonly number[] = []): number[] {
  const shares = createRelayShares(weights.map((weight) => ({ weight, connections: 1 })));
  for (const relay of busy) shares.began(relay);
  const taken = weights.map(() => 0);
  for (let now = 0; now < rounds; now += 1) {
    for (const relay of weights.keys()) {
      if (busy.includes(relay) || !shares.take(relay, now)) continue;
      shares.began(relay);
      taken[relay] = (taken[relay] ?? 0) + 1;
      shares.ended(relay);
    }
  }
  return taken;
}

describe('relays beside each other', () => {
  it.each([
    [[1, 1], 1],
    [[3, 1], 3],
    [[10, 1], 10],
  ])('with weights %j share by them', (weights, ratio) => {
    const [first = 0, second = 0] = share(weights, 1_000);
    expect(first / second).toBeGreaterThan(ratio * 0.9);
    expect(first / second).toBeLessThan(ratio * 1.1);
  });

  it('do not wait for one whose connections are all busy', () => {
    expect(share([1, 100], 50, [1])[0]).toBe(50);
  });

  it('count what is admitted before it is on the wire', () => {
    const terms = [3, 1].map((weight) => ({ weight, connections: 20 }));
    const shares = createRelayShares(terms);
    const admitted = [0, 0];
    for (let ask = 0; ask < 20; ask += 1) {
      for (const relay of [1, 0]) if (shares.take(relay, 1)) admitted[relay] = (admitted[relay] ?? 0) + 1;
    }
    expect(admitted).toEqual([20, 8]);
  });

  it('do not wait for one that has nothing to do, and give it no more than its share afterwards', () => {
    const shares = createRelayShares([
      { weight: 1, connections: 1 },
      { weight: 1, connections: 1 },
    ]);
    const take = (relay: number, now: number): boolean => {
      if (!shares.take(relay, now)) return false;
      shares.began(relay);
      shares.ended(relay);
      return true;
    };
    for (let now = 0; now < 500; now += 1) expect(take(0, now)).toBe(true);
    const taken = [0, 0];
    for (let now = 500; now < 600; now += 1) {
      for (const relay of [1, 0]) if (take(relay, now)) taken[relay] = (taken[relay] ?? 0) + 1;
    }
    expect(Math.abs((taken[0] ?? 0) - (taken[1] ?? 0))).toBeLessThanOrEqual(3);
  });
});
