import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duePolls, livingListDates, mayRetry, recentListDates } from '../../src/jobs/due-polls.js';
import { addDays } from '../../src/model/calendar-date.js';
import { sourceKinds } from '../../src/model/source-kind.js';
import type { PollTimes } from '../../src/store/papers/due-work.js';

const now = new Date('2026-03-23T08:00:00Z');
const today = '2026-03-23';
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const HOUR = 60;
const DAY = 24 * HOUR;

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

/** The times of one list, answered and tried so many minutes ago. */
function times(source: string, age: number, answered: number | null, tried = answered): PollTimes {
  const answeredAt = answered === null ? null : ago(answered);
  const attemptedAt = tried === null ? null : ago(tried);
  return { source, listDate: addDays(today, -age), succeededAt: answeredAt, answeredAt, attemptedAt };
}

describe('duePolls', () => {
  it.each<[string, string, number, number | null, number | null, boolean]>([
    ['never asked for', 'huggingface', 0, null, null, true],
    ['read just now', 'huggingface', 0, 1, 1, false],
    ['read 19 minutes ago', 'huggingface', 0, 19, 19, false],
    ['read 20 minutes ago', 'huggingface', 0, 20, 20, true],
    ['never read, failed just now', 'huggingface', 0, null, 1, false],
    ['never read, failed two minutes ago', 'huggingface', 0, null, 2, true],
    ['read an hour ago, failed just now', 'huggingface', 0, HOUR, 1, false],
    ['read an hour ago, failed since', 'huggingface', 0, HOUR, 5, true],
    ['yesterday’s, read half an hour ago', 'huggingface', 1, 30, 30, false],
    ['yesterday’s, read an hour ago', 'huggingface', 1, HOUR, HOUR, true],
    ['yesterday’s, failed five minutes ago', 'huggingface', 1, null, 5, false],
    ['of three days ago, read five hours ago', 'huggingface', 3, 5 * HOUR, 5 * HOUR, false],
    ['of three days ago, read six hours ago', 'huggingface', 3, 6 * HOUR, 6 * HOUR, true],
    ['of two weeks ago, read yesterday', 'huggingface', 13, DAY, DAY, true],
    ['of two weeks ago, failed an hour ago', 'huggingface', 13, null, HOUR, false],
    ['older than that', 'huggingface', 14, null, null, false],
    ['of arXiv, read an hour ago', 'arxiv', 0, HOUR, HOUR, false],
    ['of arXiv, read two hours ago', 'arxiv', 0, 2 * HOUR, 2 * HOUR, true],
    ['of a file', 'file:ours', 13, 20, 20, true],
    ['of another file', 'file:second', 0, 20, 20, true],
  ])('%s', (_name, source, age, answered, tried, due) => {
    const listDate = addDays(today, -age);
    const expected = due ? [{ date: listDate, sources: [source] }] : [];
    expect(duePolls([times(source, age, answered, tried)], now, 20)).toEqual(expected);
  });

  it('names the sources that are due and no others, the newest list first', () => {
    const due = duePolls(
      [
        times('huggingface', 2, null),
        times('huggingface', 1, 1),
        times('huggingface', 0, 1),
        times('file:two', 0, null),
      ],
      now,
      20,
    );
    expect(due).toEqual([
      { date: today, sources: ['file:two'] },
      { date: '2026-03-21', sources: ['huggingface'] },
    ]);
  });

  it('never asks more often than POLL_MINUTES, and as often where that is every minute', () => {
    expect(duePolls([times('huggingface', 0, 1)], now, 1)).toHaveLength(1);
    expect(duePolls([times('huggingface', 1, 2 * HOUR)], now, 180)).toEqual([]);
  });

  it('asks so often in a day that every limit is kept', () => {
    const asked = (source: string) => {
      const last = new Map<string, Date>();
      let requests = 0;
      for (let minute = 0; minute < DAY; minute += 20) {
        const moment = new Date(Date.parse(`${today}T00:00:00Z`) + minute * 60_000);
        const known = livingListDates(moment).map((listDate) => {
          const at = last.get(listDate) ?? null;
          return { source, listDate, succeededAt: at, answeredAt: at, attemptedAt: at };
        });
        const due = duePolls(known, moment, 20);
        for (const { date } of due) last.set(date, moment);
        requests += due.length;
      }
      return requests;
    };
    expect(asked('huggingface')).toBe(72 + 24 + 2 * 4 + 10);
    expect(asked('arxiv')).toBe(12 + 2 + 12);
  });

  it('is never due again at once', () => {
    const source = fc.constantFrom(...sourceKinds, 'file:ours');
    fc.assert(
      fc.property(source, fc.nat({ max: 20 }), fc.integer({ min: 2, max: 9_999 }), (name, age, minutes) => {
        expect(duePolls([times(name, age, 0)], now, minutes)).toEqual([]);
      }),
    );
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
