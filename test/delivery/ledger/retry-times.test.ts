import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRetryAt, nextUncountedRetryAt } from '../../../src/delivery/ledger/retry-times.js';
import { RETRY_FOR_MS } from '../../../src/model/delivery.js';

const now = new Date('2026-03-24T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function delays(random: () => number): number[] {
  const found: number[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const at = nextRetryAt(attempts, now, random());
    if (at === null) return found;
    found.push(at.getTime() - now.getTime());
  }
}

describe('the next attempt', () => {
  it('comes after 5 minutes, then twice as late each time, at most 8 hours', () => {
    const minutes = delays(() => 0.5).map((delay) => delay / MINUTE);
    expect(minutes.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 320, 480, 480]);
    expect(Math.max(...minutes)).toBe(480);
  });

  it('is given up after about four days, never much earlier or later', () => {
    fc.assert(
      fc.property(anyRandom, (random) => {
        const total = delays(() => random).reduce((sum, delay) => sum + delay, 0);
        expect(total).toBeGreaterThan(0.75 * RETRY_FOR_MS);
        expect(total).toBeLessThan(1.25 * (RETRY_FOR_MS + 8 * HOUR));
      }),
    );
  });

  it('grows whatever the jitter, until the longest delay', () => {
    fc.assert(
      fc.property(fc.array(anyRandom, { minLength: 40, maxLength: 40 }), (randoms) => {
        let next = 0;
        const found = delays(() => randoms[next++] ?? 0.5).slice(0, 7);
        expect(found).toEqual([...found].sort((a, b) => a - b));
      }),
    );
  });
});

describe('an attempt that is not counted', () => {
  const created = (age: number) => new Date(now.getTime() - age);

  it.each([
    ['at once', 0, MINUTE],
    ['after 20 minutes', 20 * MINUTE, 5 * MINUTE],
    ['after a day', 24 * HOUR, HOUR],
    ['of a row from the future', -HOUR, MINUTE],
  ])('%s', (_name, age, delay) => {
    expect(nextUncountedRetryAt(created(age), now, 0.5)).toEqual(new Date(now.getTime() + delay));
  });

  it('is given up when the delivery is four days old', () => {
    expect(nextUncountedRetryAt(created(RETRY_FOR_MS - 1), now, 0.5)).not.toBeNull();
    expect(nextUncountedRetryAt(created(RETRY_FOR_MS), now, 0.5)).toBeNull();
  });
});
