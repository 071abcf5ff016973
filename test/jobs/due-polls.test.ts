import { describe, expect, it } from 'vitest';
import { duePolls, mayRetry, recentListDates } from '../../src/jobs/due-polls.js';

const now = new Date('2026-03-23T08:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('recentListDates', () => {
  it('begins with today on the calendar of the source and never names a day to come', () => {
    expect(recentListDates(now)).toEqual(['2026-03-23', '2026-03-22', '2026-03-21', '2026-03-20']);
    expect(recentListDates(new Date('2026-01-01T00:00:00Z'))).toEqual([
      '2026-01-01',
      '2025-12-31',
      '2025-12-30',
      '2025-12-29',
    ]);
  });
});

describe('duePolls', () => {
  it.each([
    ['never asked for', null, null, true],
    ['read just now', ago(1), ago(1), false],
    ['read 19 minutes ago', ago(19), ago(19), false],
    ['read 20 minutes ago', ago(20), ago(20), true],
    ['never read, failed just now', null, ago(1), false],
    ['never read, failed two minutes ago', null, ago(2), true],
    ['read an hour ago, failed just now', ago(60), ago(1), false],
    ['read an hour ago, failed since', ago(60), ago(5), true],
  ])('%s', (_name, answeredAt, attemptedAt, due) => {
    const listDate = '2026-03-23';
    const times = [{ source: 'one', listDate, succeededAt: answeredAt, answeredAt, attemptedAt }];
    expect(duePolls([listDate], times, now, 20)).toEqual(due ? [listDate] : []);
  });

  it('asks again when one of two sources is due, and keeps the order of the dates', () => {
    const fresh = { succeededAt: ago(1), answeredAt: ago(1), attemptedAt: ago(1) };
    const never = { succeededAt: null, answeredAt: null, attemptedAt: null };
    const times = [
      { source: 'one', listDate: '2026-03-21', ...never },
      { source: 'one', listDate: '2026-03-22', ...fresh },
      { source: 'one', listDate: '2026-03-23', ...fresh },
      { source: 'two', listDate: '2026-03-23', ...never },
    ];
    expect(duePolls(['2026-03-23', '2026-03-22', '2026-03-21'], times, now, 20)).toEqual([
      '2026-03-23',
      '2026-03-21',
    ]);
  });

  it('asks every minute where that is wished', () => {
    const times = [
      { source: 'one', listDate: '2026-03-23', succeededAt: ago(1), answeredAt: ago(1), attemptedAt: ago(1) },
    ];
    expect(duePolls(['2026-03-23'], times, now, 1)).toEqual(['2026-03-23']);
  });
});

describe('mayRetry', () => {
  it.each([
    [null, true],
    [ago(1), false],
    [ago(2), true],
  ])('%s', (attemptedAt, expected) => {
    expect(mayRetry(attemptedAt, now)).toBe(expected);
  });
});
