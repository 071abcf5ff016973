import { describe, expect, test } from 'vitest';
import { addDays, isWeekend } from '../../../src/model/calendar-date.js';
import { announcedAt, arxivDate, submissionsFor } from '../../../src/sources/arxiv/announcements.js';

describe('submissionsFor', () => {
  test.each([
    ['a Monday', '2026-03-23', '2026-03-19T18:00Z', '2026-03-20T18:00Z'],
    ['a Tuesday, after the weekend', '2026-03-24', '2026-03-20T18:00Z', '2026-03-23T18:00Z'],
    ['a Wednesday', '2026-03-25', '2026-03-23T18:00Z', '2026-03-24T18:00Z'],
    ['a Friday', '2026-03-27', '2026-03-25T18:00Z', '2026-03-26T18:00Z'],
    ['in winter', '2026-01-14', '2026-01-12T19:00Z', '2026-01-13T19:00Z'],
    ['across a change of clocks', '2026-03-10', '2026-03-06T19:00Z', '2026-03-09T18:00Z'],
  ])('%s', (_, date, from, until) => {
    expect(submissionsFor(date)).toEqual({ from: new Date(from), until: new Date(until) });
  });

  test('every moment of a year belongs to one list, in order', () => {
    const days = Array.from({ length: 366 }, (_, index) => addDays('2026-01-05', index));
    const windows = days.filter((day) => !isWeekend(day)).map((day) => submissionsFor(day));
    expect(days.filter(isWeekend).map(submissionsFor)).toEqual(days.filter(isWeekend).map(() => null));
    for (const [index, window] of windows.slice(1).entries()) {
      expect(window?.from).toEqual(windows[index]?.until);
    }
  });
});

test('a list is announced on the evening before, in New York', () => {
  expect(announcedAt('2026-03-24')).toEqual(new Date('2026-03-24T00:00Z'));
  expect(announcedAt('2026-01-13')).toEqual(new Date('2026-01-13T01:00Z'));
  expect(arxivDate(new Date('2026-03-24T03:59Z'))).toBe('2026-03-23');
  expect(arxivDate(new Date('2026-03-24T04:00Z'))).toBe('2026-03-24');
});
