import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf, giveBack, type RateLimit, reserve, type TakenSlots } from '../../src/model/rate-window.js';
import { warmUpLimits, warmUpVolume } from '../../src/model/warm-up.js';

const SECOND = 1_000;
const DAY = 86_400_000;
const perSecond = (count: number): RateLimit => ({ periodMs: SECOND, count });
const perDay = (count: number): RateLimit => ({ periodMs: DAY, count, aligned: true });
const morning = Date.UTC(2026, 2, 24, 8);

describe('a limit', () => {
  it('is granted until it is used up, and again when the period is over', () => {
    const limits = [perSecond(10)];
    const first = reserve({}, limits, morning, 7);
    const second = reserve(first.taken, limits, morning + 100, 7);
    const third = reserve(second.taken, limits, morning + 200, 7);
    expect([first.granted, second.granted, third.granted]).toEqual([7, 3, 0]);
    expect(third.retryAt).toBeGreaterThanOrEqual(morning + SECOND);
    expect(third.retryAt).toBeLessThanOrEqual(morning + SECOND + 100);
    expect(reserve(third.taken, limits, third.retryAt, 20).granted).toBe(7);
  });

  it('counts for a day in UTC from midnight on', () => {
    const used = reserve({}, [perDay(5)], morning, 9);
    expect(used.granted).toBe(5);
    const { granted, retryAt } = reserve(used.taken, [perDay(5)], morning + 3 * 3_600_000, 1);
    expect({ granted, retryAt }).toEqual({ granted: 0, retryAt: Date.UTC(2026, 2, 25) });
    expect(reserve(used.taken, [perDay(5)], retryAt, 9).granted).toBe(5);
  });

  it('is the tightest of several', () => {
    const limits = [perSecond(10), { periodMs: 60 * SECOND, count: 4 }];
    const { granted, taken } = reserve({}, limits, morning, 9);
    expect(granted).toBe(4);
    expect(reserve(taken, limits, morning + 2 * SECOND, 1)).toMatchObject({ granted: 0 });
  });

  it('has room again for what was given back', () => {
    const { taken } = reserve({}, [perSecond(10)], morning, 10);
    const back = giveBack(taken, [perSecond(10)], morning, 4);
    expect(reserve(back, [perSecond(10)], morning + 10, 10).granted).toBe(4);
  });

  it('is reserved in chunks that leave the others theirs', () => {
    expect(
      [[1], [20], [400], [1_000_000], [400, 60]].map((counts) => chunkOf(counts.map(perSecond))),
    ).toEqual([1, 1, 20, 200, 3]);
  });
});

const steps = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 700 }), wanted: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 1, maxLength: 120 },
);

describe('whatever is asked for when', () => {
  it('no sliding period holds more than the limit', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), (asked, count) => {
        const limits = [perSecond(count), { periodMs: 10 * SECOND, count: 3 * count }];
        const grants: { at: number; granted: number }[] = [];
        let taken: TakenSlots = {};
        let now = morning;
        for (const { after, wanted } of asked) {
          now += after;
          const reservation = reserve(taken, limits, now, wanted);
          taken = reservation.taken;
          grants.push({ at: now, granted: reservation.granted });
          if (reservation.granted === 0) expect(reservation.retryAt).toBeGreaterThan(now);
        }
        for (const { periodMs, count: most } of limits) {
          for (const { at } of grants) {
            const inside = grants.filter((grant) => grant.at >= at && grant.at < at + periodMs);
            expect(inside.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it('something is granted at the time that was named', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 40 }), (asked, count) => {
        const limits = [perSecond(count), { periodMs: 10 * SECOND, count: 3 * count }];
        let taken: TakenSlots = {};
        let now = morning;
        for (const { wanted } of asked) {
          const reservation = reserve(taken, limits, now, wanted);
          if (reservation.granted === 0) {
            now = reservation.retryAt;
            expect(reserve(reservation.taken, limits, now, wanted).granted).toBeGreaterThan(0);
          }
          taken = reservation.taken;
        }
      }),
    );
  });
});

describe('a warm-up', () => {
  const warmUp = { start: '2026-03-24', first: 500, growth: 1.5 };

  it.each([
    ['2026-03-20T08:00:00Z', 500],
    ['2026-03-24T00:00:00Z', 500],
    ['2026-03-24T23:59:59Z', 500],
    ['2026-03-25T00:00:00Z', 750],
    ['2026-03-26T12:00:00Z', 1125],
    ['2026-04-03T12:00:00Z', 28832],
    ['2026-07-01T12:00:00Z', null],
  ])('allows on %s %s', (now, volume) => {
    expect(warmUpVolume(warmUp, new Date(now))).toBe(volume);
  });

  it('is a limit by day, and none when it is over or there is none', () => {
    expect(warmUpLimits(warmUp, new Date('2026-03-25T08:00:00Z'))).toEqual([perDay(750)]);
    expect(warmUpLimits(warmUp, new Date('2027-01-01T08:00:00Z'))).toEqual([]);
    expect(warmUpLimits(null, new Date())).toEqual([]);
  });
});
