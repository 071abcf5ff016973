import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideEffect, type EffectFacts } from '../../../src/feedback/acting/decide-effect.js';
import { type FeedbackReason, feedbackReasons } from '../../../src/model/feedback.js';

const sound: EffectFacts = {
  event: { class: 'hard', reason: 'unknown-mailbox', grade: 'certain', rule: 'some/rule' },
  evidence: 'return-path',
  isKnown: true,
  isSameAddress: true,
  namesAnother: false,
  sentAt: new Date('2026-03-24T08:00:00Z'),
  liftedAt: null,
};
const soft = { class: 'soft', reason: 'mailbox-full', grade: null, rule: 'some/rule' } as const;

describe('the effect of what came back', () => {
  it.each<[string, Partial<EffectFacts>, ReturnType<typeof decideEffect>]>([
    ['a dead address', {}, { effect: 'suppressed', cause: null }],
    [
      'a likely dead address',
      { event: { ...sound.event, grade: 'likely' } },
      { effect: 'watched', cause: null },
    ],
    ['a dead address of a Message-ID alone', { evidence: 'message-id' }, { effect: 'watched', cause: null }],
    [
      'a complaint of a Message-ID alone',
      {
        evidence: 'message-id',
        event: { class: 'complaint', reason: 'complaint', grade: null, rule: 'some/rule' },
      },
      { effect: 'none', cause: 'unproven' },
    ],
    ['a full mailbox', { event: soft }, { effect: 'counted', cause: null }],
    ['a dead address behind ours', { namesAnother: true }, { effect: 'counted', cause: null }],
    [
      'a delay',
      { event: { class: 'soft', reason: 'delayed', grade: null, rule: 'some/rule' } },
      { effect: 'none', cause: 'not-final' },
    ],
    [
      'our own fault',
      { event: { class: 'soft', reason: 'policy', grade: null, rule: 'some/rule' } },
      { effect: 'alarmed', cause: null },
    ],
    [
      'our own fault, called hard',
      { event: { class: 'hard', reason: 'spam', grade: null, rule: 'some/rule' } },
      { effect: 'alarmed', cause: null },
    ],
    [
      'a complaint',
      { event: { class: 'complaint', reason: 'complaint', grade: null, rule: 'some/rule' } },
      { effect: 'complained', cause: null },
    ],
    [
      'a wish to leave',
      { event: { class: 'unsubscribe', reason: 'opted-out', grade: null, rule: 'some/rule' } },
      { effect: 'unsubscribed', cause: null },
    ],
    [
      'an arrival',
      { event: { class: 'delivered', reason: 'delivered', grade: null, rule: 'some/rule' } },
      { effect: 'reset', cause: null },
    ],
    [
      'a vacation note',
      { event: { class: 'autoreply', reason: 'automatic-reply', grade: null, rule: 'some/rule' } },
      { effect: 'none', cause: null },
    ],
    [
      'not spam',
      { event: { class: 'none', reason: 'not-spam', grade: null, rule: 'some/rule' } },
      { effect: 'none', cause: null },
    ],
    [
      'an authentication report',
      { event: { class: 'auth-report', reason: 'failed-authentication', grade: null, rule: 'some/rule' } },
      { effect: 'none', cause: null },
    ],
    ['a forged one', { evidence: 'none' }, { effect: 'none', cause: 'unproven' }],
    [
      'a forged one about us',
      { evidence: 'none', event: { class: 'soft', reason: 'policy', grade: null, rule: 'some/rule' } },
      { effect: 'none', cause: 'unproven' },
    ],
    ['one about nobody', { isKnown: false }, { effect: 'none', cause: 'gone' }],
    ['one about a former address', { isSameAddress: false }, { effect: 'none', cause: 'former-address' }],
    [
      'a complaint from a former address',
      {
        isSameAddress: false,
        event: { class: 'complaint', reason: 'complaint', grade: null, rule: 'some/rule' },
      },
      { effect: 'complained', cause: null },
    ],
    [
      'one that is older than a lift',
      { liftedAt: new Date('2026-03-25T08:00:00Z') },
      { effect: 'none', cause: 'lifted-since' },
    ],
    [
      'one that is newer than a lift',
      { liftedAt: new Date('2026-03-23T08:00:00Z') },
      { effect: 'suppressed', cause: null },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(decideEffect({ ...sound, ...facts })).toEqual(expected);
  });

  it('suppresses on nothing but a proven report of a dead address', () => {
    const facts: fc.Arbitrary<EffectFacts> = fc.record({
      event: fc.record({
        class: fc.constantFrom(
          'hard',
          'soft',
          'complaint',
          'unsubscribe',
          'auth-report',
          'autoreply',
          'delivered',
          'none',
        ),
        reason: fc.constantFrom(...(Object.keys(feedbackReasons) as FeedbackReason[])),
        grade: fc.constantFrom('certain', 'likely', null),
        rule: fc.constantFrom('some/rule', 'rfc3464/action-delayed'),
      }),
      evidence: fc.constantFrom(
        'return-path',
        'unsubscribe-token',
        'feedback-loop',
        'provider',
        'message-id',
        'none',
      ),
      isKnown: fc.boolean(),
      isSameAddress: fc.boolean(),
      namesAnother: fc.boolean(),
      sentAt: fc.option(fc.date({ noInvalidDate: true })),
      liftedAt: fc.option(fc.date({ noInvalidDate: true })),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const { effect } = decideEffect(given);
        if (given.evidence === 'none') expect(effect).toBe('none');
        if (effect !== 'suppressed') return;
        expect(given).toMatchObject({ isKnown: true, isSameAddress: true, namesAnother: false });
        expect(given.event).toMatchObject({ class: 'hard', grade: 'certain' });
        expect(given.evidence).not.toBe('message-id');
        expect(feedbackReasons[given.event.reason].blame).not.toBe('ours');
      }),
    );
  });
});
