import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/model/calendar-date.js';
import { periodicKinds } from '../../src/model/digest.js';
import {
  daysOf,
  digestName,
  dueMoment,
  lastDayOf,
  latestDueOf,
  namedDigest,
  periodOf,
} from '../../src/model/digest-period.js';

const day = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays('1900-01-01', days));
const kinds = fc.constantFrom(...periodicKinds);
const zone = fc.constantFrom(
  'UTC',
  'Asia/Tokyo',
  'America/Los_Angeles',
  'Pacific/Kiritimati',
  'Europe/Berlin',
);

describe('a period', () => {
  it.each([
    ['daily', '2026-03-25', '2026-03-25', '2026-03-25', '2026-03-25'],
    ['weekly', '2026-03-25', '2026-03-23', '2026-03-29', '2026-W13'],
    ['weekly', '2026-03-29', '2026-03-23', '2026-03-29', '2026-W13'],
    ['weekly', '2026-03-23', '2026-03-23', '2026-03-29', '2026-W13'],
    ['weekly', '2027-01-01', '2026-12-28', '2027-01-03', '2026-W53'],
    ['weekly', '2024-12-30', '2024-12-30', '2025-01-05', '2025-W01'],
    ['monthly', '2026-03-25', '2026-03-01', '2026-03-31', '2026-03'],
    ['monthly', '2028-02-29', '2028-02-01', '2028-02-29', '2028-02'],
  ] as const)('%s of %s begins on %s and ends on %s, as %s', (kind, date, first, last, name) => {
    expect(periodOf(kind, date)).toBe(first);
    expect(lastDayOf(kind, first)).toBe(last);
    expect(digestName(kind, first)).toBe(name);
  });

  it('holds the day it was found by, is named for one digest alone, and is read back from its name', () => {
    fc.assert(
      fc.property(kinds, day, (kind, date) => {
        const period = periodOf(kind, date);
        const days = daysOf(kind, period);
        expect(days).toContain(date);
        expect(days.map((each) => periodOf(kind, each))).toEqual(days.map(() => period));
        expect(periodOf(kind, addDays(lastDayOf(kind, period), 1))).toBe(addDays(lastDayOf(kind, period), 1));
        expect(namedDigest(digestName(kind, period))).toEqual({ kind, period });
      }),
    );
  });

  it.each([
    ...['', '2026', '2026-W00', '2026-W54', '2025-W53', '2026-13', '2026-02-30', '2026-W1', '0000-W01'],
    // They would be due in a year that cannot be written.
    ...['9999-12', '9999-W52'],
  ])('no digest is called %j', (name) => {
    expect(namedDigest(name)).toBeNull();
  });
});

describe('a digest', () => {
  it.each([
    ['daily', '2026-03-23T07:59:59Z', '2026-03-22'],
    ['daily', '2026-03-23T08:00:00Z', '2026-03-23'],
    ['weekly', '2026-03-23T07:59:59Z', '2026-03-09'],
    ['weekly', '2026-03-23T08:00:00Z', '2026-03-16'],
    ['weekly', '2026-03-29T23:00:00Z', '2026-03-16'],
    ['monthly', '2026-04-01T07:59:59Z', '2026-02-01'],
    ['monthly', '2026-04-01T08:00:00Z', '2026-03-01'],
  ] as const)('%s that is due at %s is that of %s', (kind, now, period) => {
    expect(latestDueOf(kind, new Date(now), '08:00', 'UTC')).toBe(period);
  });

  it('is due in its own zone, and the newest that is due is followed by one that is not', () => {
    fc.assert(
      fc.property(kinds, day, zone, fc.integer({ min: 0, max: 86_399 }), (kind, date, timeZone, second) => {
        const now = new Date(Date.parse(`${date}T00:00:00Z`) + second * 1000);
        const period = latestDueOf(kind, now, '08:30', timeZone);
        const next = addDays(lastDayOf(kind, period), 1);
        expect(dueMoment({ kind, period }, '08:30', timeZone) <= now).toBe(true);
        expect(dueMoment({ kind, period: next }, '08:30', timeZone) > now).toBe(true);
      }),
    );
  });
});
