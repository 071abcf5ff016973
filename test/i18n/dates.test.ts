import { describe, expect, it } from 'vitest';
import { datesIn } from '../../src/i18n/dates.js';

const [en, de] = [datesIn('en'), datesIn('de')];

describe('datesIn', () => {
  it.each([
    ['short', en.short('2026-03-23', '2026'), 'Mar 23', de.short('2026-03-23', '2026'), '23. März'],
    [
      'short of another year',
      en.short('2025-10-16', '2026'),
      'Oct 16, 2025',
      de.short('2025-10-16', '2026'),
      '16. Okt. 2025',
    ],
    [
      'long',
      en.long('2026-03-24'),
      'Tuesday, March 24, 2026',
      de.long('2026-03-24'),
      'Dienstag, 24. März 2026',
    ],
    ['month', en.month('2026-03-01'), 'March 2026', de.month('2026-03-01'), 'März 2026'],
    ['weekday', en.weekday('2026-03-23'), 'Monday', de.weekday('2026-03-23'), 'Montag'],
    [
      'weekday and day',
      en.weekdayAndDay('2026-03-23'),
      'Mon, Mar 23',
      de.weekdayAndDay('2026-03-23'),
      'Mo., 23. März',
    ],
    ['whole', en.whole('2026-03-23'), 'March 23, 2026', de.whole('2026-03-23'), '23. März 2026'],
    ['month and day', en.monthAndDay('2026-03-23'), 'March 23', de.monthAndDay('2026-03-23'), '23. März'],
  ])('writes a date: %s', (_, english, inEnglish, german, inGerman) => {
    expect([english, german]).toEqual([inEnglish, inGerman]);
  });

  it('writes moments in UTC', () => {
    const moment = new Date('2026-03-23T14:05:00Z');
    expect([en.moment(moment), de.moment(moment)]).toEqual([
      'Mar 23, 2026, 14:05 UTC',
      '23. März 2026, 14:05 UTC',
    ]);
  });
});
