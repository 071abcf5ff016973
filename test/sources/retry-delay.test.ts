import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FailedAttempt,
  LONGEST_WAIT_MS,
  quotaWaitMs,
  retryDelay,
} from '../../src/sources/retry-delay.js';

const now = new Date('2026-03-23T08:00:00Z');
const failed = (given: Partial<FailedAttempt>): FailedAttempt => ({
  attempt: 1,
  status: 503,
  retryAfter: null,
  rateLimit: null,
  ...given,
});

describe('retryDelay', () => {
  test.each<[string, Partial<FailedAttempt>, number | null]>([
    ['a network fault', { status: null }, 1_000],
    ['a timeout of the server', { status: 408 }, 1_000],
    ['too many requests', { status: 429 }, 1_000],
    ['a server error', { status: 500 }, 1_000],
    ['a bad gateway', { status: 502 }, 1_000],
    ['the second attempt waits longer', { attempt: 2 }, 4_000],
    ['the third attempt longer still', { attempt: 3 }, 16_000],
    ['a bad request', { status: 400 }, null],
    ['a refusal', { status: 403 }, null],
    ['an unknown path', { status: 404 }, null],
    ['a redirect', { status: 302 }, null],
    ['Retry-After in seconds', { status: 429, retryAfter: '30' }, 30_000],
    ['Retry-After as a moment', { retryAfter: 'Mon, 23 Mar 2026 08:01:00 GMT' }, 60_000],
    ['Retry-After in the past', { retryAfter: 'Mon, 23 Mar 2026 07:00:00 GMT' }, 1_000],
    ['Retry-After of no meaning', { retryAfter: 'soon' }, 1_000],
    ['Retry-After shorter than the backoff', { attempt: 3, retryAfter: '2' }, 16_000],
    ['Retry-After beyond patience', { status: 429, retryAfter: '3600' }, null],
    ['a quota that returns', { status: 429, rateLimit: '"api";r=0;t=120' }, 120_000],
    ['a quota that is not used up', { status: 429, rateLimit: '"api";r=10;t=120' }, 1_000],
    ['a quota that takes too long', { status: 429, rateLimit: '"api";r=0;t=4000' }, null],
  ])('%s', (_, given, expected) => {
    expect(retryDelay(failed(given), now, 1)).toBe(expected);
  });

  test('the delay is spread over half of its length', () => {
    expect(retryDelay(failed({ attempt: 2 }), now, 0)).toBe(2_000);
    expect(retryDelay(failed({ attempt: 2 }), now, 0.5)).toBe(3_000);
  });

  test('whatever a server sends, the wait is bounded', () => {
    const header = fc.option(
      fc.oneof(
        fc.string(),
        fc.nat().map(String),
        fc.nat().map((t) => `"api";r=0;t=${t}`),
      ),
    );
    fc.assert(
      fc.property(header, header, fc.integer({ min: 1, max: 4 }), (retryAfter, rateLimit, attempt) => {
        const wait = retryDelay(failed({ retryAfter, rateLimit, attempt }), now, 1);
        expect(wait === null || (wait >= 1_000 && wait <= LONGEST_WAIT_MS)).toBe(true);
      }),
    );
  });
});

describe('quotaWaitMs', () => {
  test.each([
    [null, 0],
    ['', 0],
    ['"api";r=489;t=180', 0],
    ['"api";r=0;t=180', 180_000],
    ['"api"; r=0; t=7', 7_000],
    ['"api";r=0', 0],
    ['"api";t=9', 0],
    ['"burst";r=3;t=1, "api";r=0;t=42', 42_000],
    ['"burst";r=0;t=5, "api";r=0;t=42', 42_000],
  ])('%s', (header, expected) => {
    expect(quotaWaitMs(header)).toBe(expected);
  });
});
