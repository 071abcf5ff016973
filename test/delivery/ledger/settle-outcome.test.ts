import { describe, expect, it } from 'vitest';
import { type Settlement, settleOutcome } from '../../../src/delivery/ledger/settle-outcome.js';
import type { Outcome, OutcomeClass } from '../../../src/model/delivery.js';

const now = new Date('2026-03-24T08:00:00Z');
const sendableSince = new Date('2026-03-24T07:00:00Z');
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const outcome = (name: OutcomeClass): Outcome => ({
  class: name,
  replyCode: 250,
  replyStatus: null,
  replyText: null,
});
const settle = (
  name: OutcomeClass,
  attempts = 1,
  policy: 'hold' | 'resend' = 'hold',
  since = sendableSince,
) => settleOutcome(outcome(name), { attempts, sendableSince: since }, { now, policy, random: 0.5 });

const failed = { state: 'failed', spent: true, nextAttemptAt: null, dead: false };

describe('an outcome', () => {
  it.each<[OutcomeClass, Partial<Settlement>]>([
    ['delivered', { state: 'sent', spent: true, reason: null, nextAttemptAt: null, dead: false }],
    ['dead-address', { ...failed, state: 'failed', reason: 'dead-address', dead: true }],
    ['policy', { ...failed, state: 'failed', reason: 'policy' }],
    ['rejected', { ...failed, state: 'failed', reason: 'rejected' }],
    ['temporary', { state: 'deferred', spent: true, reason: 'temporary', nextAttemptAt: inMinutes(5) }],
    ['throttled', { state: 'deferred', spent: false, reason: 'throttled', nextAttemptAt: inMinutes(15) }],
    [
      'configuration',
      { state: 'deferred', spent: false, reason: 'configuration', nextAttemptAt: inMinutes(15) },
    ],
    ['uncertain', { state: 'uncertain', spent: true, reason: 'uncertain', nextAttemptAt: null, dead: false }],
  ])('%s', (name, expected) => {
    expect(settle(name)).toMatchObject({ ...expected, outcome: outcome(name) });
  });

  it('is tried later and later, and at last expires', () => {
    expect(settle('temporary', 4).nextAttemptAt).toEqual(inMinutes(40));
    expect(settle('temporary', 60)).toMatchObject({ ...failed, reason: 'expired' });
  });

  it('that spends no attempt expires by age', () => {
    const old = new Date(now.getTime() - 4 * 86_400_000);
    expect(settle('throttled', 1, 'hold', old)).toMatchObject({ ...failed, reason: 'expired' });
    expect(settle('configuration', 60)).toMatchObject({ state: 'deferred' });
  });

  it('that is uncertain is sent again only where the operator chose so', () => {
    expect(settle('uncertain', 1, 'resend')).toMatchObject({
      state: 'deferred',
      reason: 'uncertain',
      spent: true,
    });
  });

  it('is deferred exactly where there is a time for the next attempt', () => {
    const classes: readonly OutcomeClass[] = [
      'delivered',
      'temporary',
      'dead-address',
      'policy',
      'rejected',
      'throttled',
      'configuration',
      'uncertain',
    ];
    for (const name of classes) {
      for (const attempts of [1, 10, 100]) {
        const { state, nextAttemptAt } = settle(name, attempts);
        expect(state === 'deferred').toBe(nextAttemptAt !== null);
      }
    }
  });
});
