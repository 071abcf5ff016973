import { describe, expect, it } from 'vitest';
import { latestDuePeriod, momentOf, timeIn } from '../../src/model/calendar-date.js';

describe('a time of day on a day is a moment', () => {
  it.each([
    ['any', 'Europe/Berlin', '2026-03-28', '02:30', '2026-03-28T01:30:00Z'],
    ['at the beginning of a gap', 'Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00:00Z'],
    ['in a gap', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00Z'],
    ['at the end of a gap', 'Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
    ['after a gap', 'Europe/Berlin', '2026-03-29', '03:15', '2026-03-29T01:15:00Z'],
    ['that is repeated', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['after it is repeated', 'Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
    ['in a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00Z'],
    ['repeated for half an hour', 'Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z'],
    ['in a gap of two hours', 'Antarctica/Troll', '2026-03-29', '02:15', '2026-03-29T01:00:00Z'],
    ['in a gap where Ramadan ends', 'Africa/Casablanca', '2026-03-22', '02:45', '2026-03-22T02:00:00Z'],
    ['repeated where Ramadan begins', 'Africa/El_Aaiun', '2026-02-15', '02:30', '2026-02-15T01:30:00Z'],
    ['in a gap at midnight', 'Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:00:00Z'],
    ['in a gap before midnight', 'America/Nuuk', '2026-03-28', '23:30', '2026-03-29T01:00:00Z'],
    ['in a gap of odd minutes', 'Pacific/Chatham', '2026-09-27', '03:00', '2026-09-26T14:00:00Z'],
    ['on a day that is left out', 'Pacific/Apia', '2011-12-30', '08:00', '2011-12-30T10:00:00Z'],
    ['on the day after', 'Pacific/Apia', '2011-12-31', '08:00', '2011-12-30T18:00:00Z'],
  ])('%s in %s', (_name, zone, date, time, moment) => {
    expect(momentOf(date, time, zone)).toEqual(new Date(moment));
  });

  it.each(['Europe/Berlin', 'Australia/Lord_Howe', 'Antarctica/Troll', 'America/Nuuk', 'Pacific/Apia'])(
    'a later time of a day is never an earlier moment in %s',
    (zone) => {
      for (const date of ['2011-12-30', '2026-03-28', '2026-03-29', '2026-10-04', '2026-10-25']) {
        const moments = Array.from({ length: 96 }, (_, quarter) => {
          const hour = String(Math.floor(quarter / 4)).padStart(2, '0');
          return momentOf(date, `${hour}:${String(15 * (quarter % 4)).padStart(2, '0')}`, zone);
        });
        expect(moments).toEqual(moments.toSorted((one, other) => one.getTime() - other.getTime()));
      }
    },
  );
});

it.each([
  ['before the gap', '2026-03-29T00:59:59Z', '2026-03-28'],
  ['as clocks jump', '2026-03-29T01:00:00Z', '2026-03-29'],
])('what is due in a gap is due when clocks jump: %s', (_name, now, day) => {
  expect(latestDuePeriod(new Date(now), '02:30', 'Europe/Berlin')).toBe(day);
});

it.each([
  ['Asia/Kathmandu', '2026-03-29T01:00:00Z', '06:45'],
  ['UTC', '2026-03-29T23:59:59.999Z', '23:59'],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', '03:00'],
])('clocks in %s show %s as %s', (zone, moment, time) => {
  expect(timeIn(zone, new Date(moment))).toBe(time);
});
