import { describe, expect, it } from 'vitest';
import { isGivenUp, retryAfter, settleAttempt } from '../../src/outbound/settle-attempt.js';

const now = new Date('2026-03-24T08:00:00Z');
const answer = (status: number | null, retryAfterMs: number | null = null) => ({
  ...{ status, retryAfterMs, answer: '', error: status === null ? 'no answer' : null, tookMs: 5 },
});
const settle = (
  status: number | null,
  attempts: number,
  { failures = 0, random = 0, after = null as number | null } = {},
) => settleAttempt(answer(status, after), { attempts, failures, now, random });
const secondsTo = (at: Date | null) => (at === null ? null : (at.getTime() - now.getTime()) / 1_000);

describe('an answer to a webhook', () => {
  it.each([
    [200, 'delivered', 'answers'],
    [204, 'delivered', 'answers'],
    [299, 'delivered', 'answers'],
    [199, 'pending', 'fails'],
    [301, 'pending', 'fails'],
    [307, 'pending', 'fails'],
    [400, 'pending', 'fails'],
    [410, 'pending', 'gone'],
    [429, 'pending', 'fails'],
    [503, 'pending', 'fails'],
    [null, 'pending', 'fails'],
  ])('of %s is %s, and the endpoint %s', (status, state, endpoint) => {
    expect(settle(status, 1)).toMatchObject({ state, endpoint });
  });

  it('is waited for by the schedule, and then no more', () => {
    const hours = [2, 5, 10, 14, 20, 24].map((count) => count * 3_600);
    const waits = Array.from({ length: 10 }, (_, index) => secondsTo(settle(500, index + 1).nextAttemptAt));
    expect(waits).toEqual([5, 300, 1_800, ...hours, null]);
    expect(settle(500, 10).state).toBe('failed');
    expect(secondsTo(settle(500, 2, { random: 0.999 }).nextAttemptAt)).toBeCloseTo(360, 0);
  });

  it('says when to come back, to all that waits, within a day', () => {
    expect(settle(429, 1, { after: 90_000 })).toMatchObject({
      nextAttemptAt: new Date(now.getTime() + 90_000),
      notBefore: new Date(now.getTime() + 90_000),
    });
    expect(secondsTo(settle(503, 1, { after: 1e12 }).nextAttemptAt)).toBe(86_400);
    expect(secondsTo(settle(503, 1, { after: 0 }).nextAttemptAt)).toBe(5);
  });

  it('makes an endpoint that goes on failing rest, for five minutes at most', () => {
    const rests = [0, 1, 3, 6, 100].map((failures) => secondsTo(settle(500, 1, { failures }).notBefore));
    expect(rests).toEqual([5, 10, 40, 300, 300]);
  });

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Tue, 24 Mar 2026 08:01:00 GMT', 60_000],
    ['Tue, 24 Mar 2026 07:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('that says %j is waited for %s ms', (field, ms) => {
    expect(retryAfter(field, now)).toBe(ms);
  });

  it('is given up after five days and twenty failures, and not before', () => {
    const since = (days: number) => new Date(now.getTime() - days * 86_400_000);
    expect(isGivenUp({ failingSince: since(5), failures: 20 }, now)).toBe(true);
    expect(isGivenUp({ failingSince: since(5), failures: 19 }, now)).toBe(false);
    expect(isGivenUp({ failingSince: since(4.9), failures: 200 }, now)).toBe(false);
  });
});
