import { describe, expect, test } from 'vitest';
import { type DayFacts, type DayStatus, dayStatus, decidingStatus } from '../../src/digests/day-status.js';

const at = (time: string) => new Date(`2026-03-${time}Z`);
const down = at('24T07:00:00');
/** A Tuesday without papers, polled in the morning of the same day. */
const facts: DayFacts = {
  date: '2026-03-24',
  today: '2026-03-24',
  papers: 0,
  lastPoll: { startedAt: at('24T08:00:00'), errorCode: null },
  failingSince: null,
};
const failed = { startedAt: at('24T08:00:00'), errorCode: 'SOURCE_UNAVAILABLE' };

describe('dayStatus', () => {
  test.each<[string, Partial<DayFacts>, DayStatus]>([
    ['papers are listed', { papers: 12 }, { kind: 'papers', papers: 12, sourceDownSince: null }],
    [
      'papers are listed, but the source stopped to answer',
      { papers: 12, lastPoll: failed, failingSince: down },
      { kind: 'papers', papers: 12, sourceDownSince: down },
    ],
    [
      'yesterday, whose list may still grow, while the source is down',
      { papers: 12, date: '2026-03-23', failingSince: down },
      { kind: 'papers', papers: 12, sourceDownSince: down },
    ],
    [
      'an older day is complete, whatever the source does now',
      { papers: 12, date: '2026-03-20', failingSince: down },
      { kind: 'papers', papers: 12, sourceDownSince: null },
    ],
    ['a weekday, read and still empty', {}, { kind: 'not-listed-yet' }],
    ['a day to come', { date: '2026-03-25', lastPoll: null }, { kind: 'not-listed-yet' }],
    ['a weekend to come', { date: '2026-03-28', lastPoll: null }, { kind: 'not-listed-yet' }],
    [
      'a day that the source has not begun',
      { lastPoll: { ...failed, errorCode: 'LIST_NOT_OPEN' } },
      { kind: 'not-listed-yet' },
    ],
    ['a weekend', { date: '2026-03-22' }, { kind: 'rest', weekend: true }],
    [
      'a weekend that was never asked for',
      { date: '2026-03-21', lastPoll: null },
      { kind: 'rest', weekend: true },
    ],
    [
      'a weekend with the source down',
      { date: '2026-03-22', lastPoll: failed, failingSince: down },
      { kind: 'rest', weekend: true },
    ],
    [
      'today, at a weekend, with the source down: nobody knows that it rests',
      { date: '2026-03-22', today: '2026-03-22', lastPoll: null, failingSince: at('22T07:00:00') },
      { kind: 'source-down', since: at('22T07:00:00') },
    ],
    [
      'a weekday in the past that was empty to the end',
      { date: '2026-03-23' },
      { kind: 'rest', weekend: false },
    ],
    [
      'a weekday in the past that was asked for in its first hours only',
      { date: '2026-03-23', lastPoll: { startedAt: at('23T03:00:00'), errorCode: null } },
      { kind: 'not-read' },
    ],
    ['today, before the first poll', { lastPoll: null }, { kind: 'not-read' }],
    ['long ago', { date: '2024-01-02', lastPoll: null }, { kind: 'not-read' }],
    ['the source is down', { lastPoll: failed, failingSince: down }, { kind: 'source-down', since: down }],
    [
      'the source failed for this day and answered for another',
      { lastPoll: failed },
      { kind: 'source-down', since: failed.startedAt },
    ],
    [
      'the source answered something else',
      { lastPoll: { ...failed, errorCode: 'SOURCE_ANSWER_INVALID' }, failingSince: down },
      { kind: 'source-down', since: down },
    ],
  ])('%s', (_, given, expected) => {
    expect(dayStatus({ ...facts, ...given })).toEqual(expected);
  });
});

describe('decidingStatus', () => {
  const rest: DayStatus = { kind: 'rest', weekend: false };
  const read: DayStatus = { kind: 'papers', papers: 3, sourceDownSince: null };
  const sourceDown: DayStatus = { kind: 'source-down', since: down };

  test.each<[string, DayStatus[], DayStatus]>([
    ['one source', [rest], rest],
    ['papers, whatever another source does', [sourceDown, read], read],
    ['a source that is down, before one that has nothing', [rest, sourceDown], sourceDown],
    [
      'a list that is to come, before one that is empty',
      [rest, { kind: 'not-listed-yet' }],
      { kind: 'not-listed-yet' },
    ],
  ])('%s', (_, statuses, expected) => {
    expect(decidingStatus(statuses)).toEqual(expected);
  });
});
