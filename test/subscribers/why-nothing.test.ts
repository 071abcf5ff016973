import { describe, expect, it } from 'vitest';
import type { MessageFacts, ReaderStanding } from '../../src/store/subscribers/reader-standing.js';
import { whyNothing } from '../../src/subscribers/why-nothing.js';

const now = new Date('2026-03-24T09:00:00Z');
const earlier = new Date('2026-03-20T09:00:00Z');
const later = new Date('2026-03-24T17:00:00Z');
const defaults = { time: '08:00', timeZone: 'UTC' };

const digest: NonNullable<ReaderStanding['digest']> = {
  ...{ kind: 'daily', period: '2026-03-24', releasedAt: new Date('2026-03-24T08:00:00Z') },
  ...{ isPaused: false, isCancelled: false, hasPapers: true, matched: null },
};
const message: MessageFacts = {
  ...{ state: 'sent', settledAt: now, nextAttemptAt: null, attempts: 1, reply: '250 2.0.0 ok', reason: null },
};
const active: ReaderStanding = {
  ...{ state: 'active', stateChangedAt: earlier, confirmedAt: earlier, pausedUntil: null, skips: 0 },
  ...{ frequency: 'daily', nextDueAt: later, dueAfter: earlier, hasRules: false, suppression: null },
  ...{ digest, delivery: null, confirmation: null, leaving: null },
};
const suppressed = (reason: 'bounced' | 'complained' | 'erased' | 'operator') => ({
  suppression: { reason, at: earlier, note: null },
});

const table: readonly (readonly [name: string, changes: Partial<ReaderStanding>, why: string])[] = [
  ['waits for their own time', {}, 'comes'],
  ['chose to skip the next', { skips: 1 }, 'skips'],
  ['had all of it, or skipped it', { dueAfter: later }, 'passed'],
  ['has rules that nothing matched', { digest: { ...digest, matched: 0 } }, 'none-matched'],
  ['has rules that something matched', { digest: { ...digest, matched: 3 } }, 'comes'],
  ['has it', { delivery: message }, 'sent'],
  ['is tried again', { delivery: { ...message, state: 'deferred', nextAttemptAt: later } }, 'deferred'],
  ['was refused', { delivery: { ...message, state: 'failed' } }, 'failed'],
  ['may have it', { delivery: { ...message, state: 'uncertain' } }, 'uncertain'],
  ['was passed over', { delivery: { ...message, state: 'skipped' } }, 'skipped'],
  ['is about to get it', { delivery: { ...message, state: 'pending' } }, 'on-its-way'],
  [
    'waits with a paused mailing',
    { digest: { ...digest, isPaused: true }, delivery: { ...message, state: 'pending' } },
    'held',
  ],
  ['is before the release', { digest: { ...digest, releasedAt: null } }, 'unreleased'],
  ['has nothing to get', { digest: { ...digest, hasPapers: false } }, 'empty'],
  ['lost it to a cancelling', { digest: { ...digest, isCancelled: true } }, 'cancelled'],
  ['got it before it was cancelled', { digest: { ...digest, isCancelled: true }, delivery: message }, 'sent'],
  ['is before the first', { digest: null }, 'no-digest'],
  ['pauses', { state: 'paused', pausedUntil: later }, 'paused'],
  ['got it and paused then', { state: 'paused', pausedUntil: later, delivery: message }, 'sent'],
  ['left', { state: 'unsubscribed', delivery: message }, 'left'],
  ['is dead', { state: 'bounced' }, 'bounced'],
  ['complained', { state: 'complained' }, 'complained'],
  ['was never asked', { state: 'pending' }, 'never-asked'],
  [
    'has not confirmed',
    { state: 'pending', confirmation: { ...message, createdAt: earlier } },
    'unconfirmed',
  ],
  [
    'could not be asked',
    { state: 'pending', confirmation: { ...message, state: 'failed', createdAt: earlier } },
    'confirmation-failed',
  ],
  [
    'is about to be asked',
    { state: 'pending', confirmation: { ...message, state: 'deferred', createdAt: earlier } },
    'confirmation-waits',
  ],
  ['is suppressed, whatever else', { ...suppressed('operator'), delivery: message }, 'suppressed'],
  ['is suppressed and dead', { ...suppressed('bounced'), state: 'bounced' }, 'suppressed'],
  ['was erased and asks again', { ...suppressed('erased'), state: 'pending' }, 'never-asked'],
  ['was erased and is there all the same', suppressed('erased'), 'suppressed'],
];

describe('why a reader gets nothing', () => {
  it.each(table)('who %s', (_name, changes, why) => {
    expect(whyNothing({ ...active, ...changes }, defaults, now).why).toBe(why);
  });
});
