import type { DeliveryState, Outcome, OutcomeClass } from '../../model/delivery.js';
import { nextRetryAt, nextUncountedRetryAt } from './retry-times.js';

/**
 * What becomes of a message that may have been sent although nobody knows: shown to the operator and held,
 * or sent again at the risk of a second copy.
 */
export type UncertainPolicy = 'hold' | 'resend';

/** An attempt that was made on one row. */
export interface Attempt {
  /** How many were made, this one included. */
  readonly attempts: number;
  /** Since when it could be sent; a pause of its digest does not count. */
  readonly sendableSince: Date;
}

/** What the ledger writes about an attempt. */
export interface Settlement {
  readonly state: Extract<DeliveryState, 'sent' | 'deferred' | 'failed' | 'uncertain'>;
  /** False where the attempt is not held against the recipient. */
  readonly spent: boolean;
  /** Set exactly where the state is deferred. */
  readonly nextAttemptAt: Date | null;
  readonly reason: OutcomeClass | 'expired' | null;
  /** The address takes no mail any more: its subscriber bounced, and it is suppressed. */
  readonly dead: boolean;
  readonly outcome: Outcome;
}

export interface SettlementTerms {
  readonly now: Date;
  readonly policy: UncertainPolicy;
  /** From 0 up to 1. */
  readonly random: number;
}

/** Decides what an outcome means for the row: final, or when to try again (RFC 5321 §4.5.4.1). */
export function settleOutcome(outcome: Outcome, attempt: Attempt, terms: SettlementTerms): Settlement {
  const { now, random, policy } = terms;
  const settled = { spent: true, nextAttemptAt: null, reason: outcome.class, dead: false, outcome } as const;
  switch (outcome.class) {
    case 'delivered':
      return { state: 'sent', spent: true, nextAttemptAt: null, reason: null, dead: false, outcome };
    case 'dead-address':
      // Words alone silence nobody: the reader is on watch.
      return { ...settled, state: 'failed', dead: outcome.grade !== 'likely' };
    case 'policy':
    case 'rejected':
      return { ...settled, state: 'failed' };
    case 'temporary':
      return retried(settled, nextRetryAt(attempt.attempts, now, random));
    case 'throttled':
    case 'configuration':
      return retried({ ...settled, spent: false }, nextUncountedRetryAt(attempt.sendableSince, now, random));
    case 'uncertain':
      if (policy === 'hold') return { ...settled, state: 'uncertain' };
      return retried(settled, nextRetryAt(attempt.attempts, now, random));
  }
}

function retried(settled: Omit<Settlement, 'state'>, at: Date | null): Settlement {
  if (at === null) return { ...settled, state: 'failed', spent: true, reason: 'expired' };
  return { ...settled, state: 'deferred', nextAttemptAt: at };
}
