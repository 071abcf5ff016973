import { expect, test } from 'vitest';
import type { SourceFacts } from '../../src/model/source-facts.js';
import { healthOfSource } from '../../src/sources/source-health.js';

const now = new Date('2026-03-24T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const facts: SourceFacts = {
  source: 'huggingface',
  lastSuccess: ago(5),
  failingSince: null,
  errorCode: null,
  errorDetail: null,
  drift: [],
};

test.each<[string, Partial<SourceFacts>, string, number | null]>([
  ['one that answers', {}, 'ok', 5],
  ['one that was not read for an hour', { lastSuccess: ago(61) }, 'stale', 61],
  ['one that is read more seldom', { source: 'arxiv', lastSuccess: ago(350) }, 'ok', 350],
  ['one that should have been read since', { source: 'arxiv', lastSuccess: ago(361) }, 'stale', 361],
  ['one that fails', { failingSince: ago(3), errorCode: 'SOURCE_UNAVAILABLE' }, 'down', 5],
  ['one that never answered', { lastSuccess: null, failingSince: ago(3) }, 'down', null],
  ['one that was never asked', { lastSuccess: null }, 'unknown', null],
  ['one whose clock is ahead', { lastSuccess: ago(-2) }, 'ok', 0],
])('%s', (_, given, state, lagMinutes) => {
  const health = healthOfSource({ ...facts, ...given }, now, 20);
  expect(health).toMatchObject({ state, lagMinutes });
});
