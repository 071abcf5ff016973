import { dueMoment } from '../model/digest-period.js';
import type { ScheduleDefaults } from '../model/preferences.js';
import type { SuppressionReason } from '../model/subscriber.js';
import type { MessageFacts, ReaderStanding } from '../store/subscribers/reader-standing.js';

type Digest = NonNullable<ReaderStanding['digest']>;

/** Why a reader got their newest digest, or did not: one of these, with what belongs to it. */
export type Why =
  | {
      readonly why: 'suppressed';
      readonly reason: SuppressionReason;
      readonly at: Date;
      readonly note: string | null;
    }
  | { readonly why: 'never-asked' }
  | {
      readonly why: 'confirmation-waits' | 'confirmation-failed' | 'unconfirmed';
      readonly at: Date;
      readonly reply: string | null;
    }
  | { readonly why: 'left'; readonly at: Date; readonly leaving: ReaderStanding['leaving'] }
  | { readonly why: 'bounced' | 'complained'; readonly at: Date }
  | { readonly why: 'paused'; readonly until: Date | null }
  | { readonly why: 'no-digest' }
  | {
      readonly why: 'empty' | 'unreleased' | 'cancelled' | 'none-matched' | 'passed';
      readonly digest: Digest;
    }
  | { readonly why: 'skips'; readonly digest: Digest }
  | { readonly why: 'held' | 'on-its-way'; readonly digest: Digest }
  | { readonly why: 'comes'; readonly digest: Digest; readonly at: Date | null }
  | {
      readonly why: 'sent' | 'deferred' | 'failed' | 'uncertain' | 'skipped';
      readonly digest: Digest;
      readonly message: MessageFacts;
    };

/**
 * The one reason that decides, looked for in the order in which the service itself asks: whether the address may be
 * mailed, whether the reader is subscribed, what became of the digest, what it held for them, when their time is.
 */
export function whyNothing(standing: ReaderStanding, defaults: ScheduleDefaults, now: Date): Why {
  const { state, stateChangedAt: at, suppression, digest, delivery } = standing;
  // Who was erased and asks again may confirm; until then the address is not mailed for want of that.
  if (suppression !== null && (suppression.reason !== 'erased' || state !== 'pending'))
    return { why: 'suppressed', ...suppression };
  if (state === 'pending') return unconfirmed(standing);
  if (state === 'unsubscribed') return { why: 'left', at, leaving: standing.leaving };
  if (state === 'bounced' || state === 'complained') return { why: state, at };
  if (digest !== null && delivery !== null && isSettled(delivery)) return settled(delivery, digest);
  if (state === 'paused' && (standing.pausedUntil === null || standing.pausedUntil > now))
    return { why: 'paused', until: standing.pausedUntil };
  if (digest === null) return { why: 'no-digest' };
  if (digest.isCancelled) return { why: 'cancelled', digest };
  if (!digest.hasPapers) return { why: 'empty', digest };
  if (digest.releasedAt === null) return { why: 'unreleased', digest };
  if (delivery !== null) return settled(delivery, digest);
  if (digest.matched === 0) return { why: 'none-matched', digest };
  return byTime(standing, digest, defaults);
}

function isSettled({ state }: MessageFacts): boolean {
  return state === 'sent' || state === 'failed' || state === 'uncertain';
}

function unconfirmed({ confirmation }: ReaderStanding): Why {
  if (confirmation === null) return { why: 'never-asked' };
  const { state, createdAt: at, reply } = confirmation;
  if (state === 'failed') return { why: 'confirmation-failed', at, reply };
  return { why: state === 'sent' || state === 'uncertain' ? 'unconfirmed' : 'confirmation-waits', at, reply };
}

function settled(message: MessageFacts, digest: Digest): Why {
  const { state } = message;
  if (state === 'pending' || state === 'sending')
    return { why: digest.isPaused ? 'held' : 'on-its-way', digest };
  return { why: state, digest, message };
}

function byTime(
  { skips, nextDueAt, dueAfter }: ReaderStanding,
  digest: Digest,
  defaults: ScheduleDefaults,
): Why {
  const { kind, period } = digest;
  const dueAt =
    kind === 'gathered' || kind === 'sample'
      ? null
      : dueMoment({ kind, period }, defaults.time, defaults.timeZone);
  // What came due by then was theirs, and there was nothing in it that they had not had, or they passed over it.
  if (dueAt !== null && dueAfter !== null && dueAfter >= dueAt) return { why: 'passed', digest };
  return skips > 0 ? { why: 'skips', digest } : { why: 'comes', digest, at: nextDueAt };
}
