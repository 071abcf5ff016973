import { describe, expect, it } from 'vitest';
import { nextDigestDay, nextDigestSentence } from '../../../src/web/sentences/next-digest.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();

describe('the next digest', () => {
  // 2026-03-27 is a Friday.
  it.each([
    ['a morning before the hour', '2026-03-25T07:00:00Z', '08:00', 'UTC', '2026-03-25', 'today 08:00 (UTC)'],
    ['after the hour', '2026-03-25T08:00:00Z', '08:00', 'UTC', '2026-03-26', 'tomorrow 08:00 (UTC)'],
    ['Friday after the hour', '2026-03-27T09:00:00Z', '08:00', 'UTC', '2026-03-30', 'Monday 08:00 (UTC)'],
    ['Saturday', '2026-03-28T12:00:00Z', '08:00', 'UTC', '2026-03-30', 'Monday 08:00 (UTC)'],
    ['Sunday', '2026-03-29T12:00:00Z', '08:00', 'UTC', '2026-03-30', 'tomorrow 08:00 (UTC)'],
    [
      'Friday evening in Tokyo, where Saturday brings the list of Friday',
      '2026-03-27T09:00:00Z',
      '08:00',
      'Asia/Tokyo',
      '2026-03-28',
      'tomorrow 08:00 (Asia/Tokyo)',
    ],
    [
      'Saturday in Tokyo, where Monday would bring the list of Sunday',
      '2026-03-28T09:00:00Z',
      '08:00',
      'Asia/Tokyo',
      '2026-03-31',
      'Tuesday 08:00 (Asia/Tokyo)',
    ],
    [
      'a zone with a long name',
      '2026-03-25T12:00:00Z',
      '07:30',
      'America/New_York',
      '2026-03-26',
      'tomorrow 07:30 (America/New York)',
    ],
    [
      'the evening before clocks skip the hour',
      '2026-03-08T20:00:00Z',
      '02:30',
      'America/Havana',
      '2026-03-09',
      'tomorrow 02:30 (America/Havana)',
    ],
    [
      'Friday before a Saturday night on which clocks skip the hour',
      '2026-03-28T16:00:00Z',
      '02:30',
      'Africa/Casablanca',
      '2026-03-31',
      'Tuesday 02:30 (Africa/Casablanca)',
    ],
    [
      'the evening before clocks skip the hour of a list of Friday',
      '2026-03-26T20:00:00Z',
      '02:15',
      'Asia/Jerusalem',
      '2026-03-27',
      'tomorrow 03:00 (Asia/Jerusalem)',
    ],
    [
      'the evening before clocks skip the first hour of the day',
      '2026-04-23T20:00:00Z',
      '00:45',
      'Africa/Cairo',
      '2026-04-24',
      'tomorrow 01:00 (Africa/Cairo)',
    ],
  ])('after %s', (_name, now, digestTime, digestTimezone, day, words) => {
    const schedule = { digestTime, digestTimezone };
    expect(nextDigestDay(schedule, new Date(now))).toBe(day);
    expect(nextDigestSentence(texts.en, schedule, new Date(now))).toBe(`The next digest comes ${words}.`);
  });
});
