import { describe, expect, it } from 'vitest';
import { type SendingFacts, sendingProgress } from '../../src/model/sending-control.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 24, 8, 0, seconds));
const now = at(120);
const none = { pending: 0, sending: 0, sent: 0, deferred: 0, failed: 0, uncertain: 0, skipped: 0 };
const idle: SendingFacts = {
  fannedOutAt: at(0),
  pausedAt: null,
  pausedBy: null,
  pauseReason: null,
  cancelledAt: null,
  counts: none,
  sentLastMinute: 0,
  firstSettledAt: null,
  lastSettledAt: null,
};
const facts = (part: Partial<SendingFacts>, counts: Partial<SendingFacts['counts']> = {}): SendingFacts => ({
  ...idle,
  ...part,
  counts: { ...none, ...counts },
});

describe('the state of a mailing', () => {
  it.each([
    ['waiting', facts({ fannedOutAt: null })],
    ['done', facts({})],
    ['sending', facts({}, { pending: 1 })],
    ['sending', facts({}, { sending: 1, sent: 5 })],
    ['sending', facts({}, { deferred: 1 })],
    ['sending', facts({ fannedOutAt: null }, { pending: 1 })],
    ['done', facts({ fannedOutAt: null }, { sent: 1 })],
    ['done', facts({}, { sent: 5, uncertain: 1, failed: 2, skipped: 3 })],
    ['paused', facts({ pausedAt: now, pausedBy: 'breaker' }, { pending: 1 })],
    ['paused', facts({ pausedAt: now, pausedBy: 'operator', fannedOutAt: null })],
    ['done', facts({ pausedAt: now, pausedBy: 'operator' }, { sent: 1 })],
    ['cancelled', facts({ cancelledAt: now, pausedAt: now, pausedBy: 'operator' }, { pending: 1 })],
  ])('is %s', (state, given) => {
    expect(sendingProgress(given, now).state).toBe(state);
  });
});

describe('the rate of a mailing', () => {
  it.each([
    [
      'a minute of steady sending',
      { firstSettledAt: at(0), lastSettledAt: at(120), sentLastMinute: 600 },
      1200,
      10,
      10,
    ],
    [
      'its first seconds',
      { firstSettledAt: at(110), lastSettledAt: at(120), sentLastMinute: 100 },
      100,
      10,
      10,
    ],
    ['its first second', { firstSettledAt: now, lastSettledAt: now, sentLastMinute: 7 }, 7, 7, 7],
    ['a quiet minute', { firstSettledAt: at(0), lastSettledAt: at(20), sentLastMinute: 0 }, 100, 0, 5],
    ['nothing sent', {}, 0, 0, 0],
  ])('is known in %s', (_name, part, sent, lastMinute, overall) => {
    const progress = sendingProgress(facts(part, { sent, pending: 100 }), now);
    expect(progress.rateLastMinute).toBeCloseTo(lastMinute);
    expect(progress.rateOverall).toBeCloseTo(overall);
    const rate = lastMinute > 0 ? lastMinute : overall;
    expect(progress.secondsLeft).toBe(rate === 0 ? null : Math.ceil(100 / rate));
  });
});
