import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type CalendarDate } from '../../src/model/calendar-date.js';
import { type BoundedDay, type DayToCount, daysToCount, dimensionOf } from '../../src/model/daily-numbers.js';

const hours = ({ starts, ends }: BoundedDay) => (ends.getTime() - starts.getTime()) / 3_600_000;
const asked = (now: string, timeZone: string, more: Partial<Parameters<typeof daysToCount>[0]> = {}) =>
  daysToCount({ now: new Date(now), timeZone, known: [], oldest: null, ...more });

describe('the days to count', () => {
  it('are yesterday and today, of the site’s zone', () => {
    const days = asked('2026-03-23T23:30:00Z', 'Asia/Tokyo');
    expect(days).toEqual([
      {
        day: '2026-03-23',
        starts: new Date('2026-03-22T15:00:00Z'),
        ends: new Date('2026-03-23T15:00:00Z'),
        incomplete: false,
      },
      {
        day: '2026-03-24',
        starts: new Date('2026-03-23T15:00:00Z'),
        ends: new Date('2026-03-24T15:00:00Z'),
        incomplete: false,
      },
    ]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25', 25],
    ['America/New_York', '2026-03-08T18:00:00Z', '2026-03-08', 23],
    ['America/New_York', '2026-11-01T18:00:00Z', '2026-11-01', 25],
    // Midnight itself is skipped there, and half an hour here.
    ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-24', 23],
    ['Australia/Lord_Howe', '2026-10-04T06:00:00Z', '2026-10-04', 23.5],
    // An hour that comes twice begins the day, and another ends it.
    ['Atlantic/Azores', '2026-10-25T12:00:00Z', '2026-10-25', 25],
    ['UTC', '2026-03-29T12:00:00Z', '2026-03-29', 24],
  ])('in %s at %s have %s with its hours', (timeZone, now, day, length) => {
    const days = asked(now, timeZone);
    expect(days.map((one) => one.day)).toEqual([addDays(day, -1), day]);
    expect(hours(days[1] as DayToCount)).toBe(length);
  });

  it('begin with the oldest row where none was counted; what is older than yesterday is incomplete', () => {
    const days = asked('2026-03-24T09:00:00Z', 'UTC', { oldest: new Date('2026-03-20T23:59:00Z') });
    expect(days.map(({ day, incomplete }) => [day, incomplete])).toEqual([
      ['2026-03-20', true],
      ['2026-03-21', true],
      ['2026-03-22', true],
      ['2026-03-23', false],
      ['2026-03-24', false],
    ]);
  });

  it('make up what was missed, and count the last counted day to its end', () => {
    const known = asked('2026-03-20T09:00:00Z', 'UTC');
    const days = asked('2026-03-24T09:00:00Z', 'UTC', { known });
    expect(days.map(({ day }) => day)).toEqual([
      '2026-03-20',
      '2026-03-21',
      '2026-03-22',
      '2026-03-23',
      '2026-03-24',
    ]);
  });

  it('keep what is ahead of a clock that was put back', () => {
    const known = asked('2026-03-26T09:00:00Z', 'UTC', { oldest: new Date('2026-03-20T00:00:00Z') }).slice(
      -4,
    );
    const days = asked('2026-03-24T09:00:00Z', 'UTC', { known });
    expect(days.at(-1)?.day).toBe('2026-03-26');
    expect(days[0]?.day).toBe('2026-03-23');
  });

  it('follow on each other without a gap or an overlap, whatever zone is set and whenever they are counted', () => {
    const zones = [
      'UTC',
      'Asia/Tokyo',
      'America/Los_Angeles',
      'Pacific/Kiritimati',
      'Etc/GMT+12',
      'Europe/Berlin',
    ];
    const step = fc.record({ zone: fc.constantFrom(...zones), hours: fc.integer({ min: 0, max: 80 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let now = new Date('2026-03-26T00:00:00Z').getTime();
        const kept = new Map<CalendarDate, BoundedDay>();
        for (const { zone, hours: waited } of steps) {
          now += waited * 3_600_000;
          const known = [...kept.values()].sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-4);
          for (const day of asked(new Date(now).toISOString(), zone, { known })) kept.set(day.day, day);
        }
        const all = [...kept.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
        for (const [index, { starts, ends }] of all.entries()) {
          expect(ends >= starts).toBe(true);
          if (index > 0) expect(starts).toEqual(all[index - 1]?.ends);
        }
      }),
    );
  });
});

describe('a dimension', () => {
  it('is that which is asked for, or the first', () => {
    expect(dimensionOf('left', undefined)).toBe('via');
    expect(dimensionOf('left', 'digest')).toBe('digest');
    expect(dimensionOf('readers', 'digest')).toBeNull();
  });
});
