import { MINUTE_MS } from '../durations.js';
import type { SubscriberState, SuppressionReason } from '../model/subscriber.js';
import { decideSignup, type SignupDecision, type SignupFacts, type SignupLimits } from './decide-signup.js';

/** Everything that the notice to the old address depends on. */
export interface OldAddressFacts {
  readonly lastNoticeAt: Date | null;
  /** Notices of changes to this address in the last 24 hours. */
  readonly notices: number;
}

/**
 * Decides whether the old address is told now. Nothing about the new one plays a part, so whoever reads the old
 * one's mail does not learn whether the new one is known.
 */
export function decideOldAddress(
  { lastNoticeAt, notices }: OldAddressFacts,
  limits: SignupLimits,
  now: Date,
): Exclude<SignupDecision, 'ignore'> {
  const hasRest =
    lastNoticeAt === null || now.getTime() - lastNoticeAt.getTime() >= limits.repeatAfterMinutes * MINUTE_MS;
  return hasRest && notices < limits.perAddressDay ? 'confirm' : 'wait';
}

/**
 * Decides whether the new address is asked, under the limits of sign-ups and counted with them. One that is
 * suppressed, unless as a former address of somebody, or is a subscriber's who once confirmed, is not.
 */
export function decideNewAddress(facts: SignupFacts, limits: SignupLimits, now: Date): SignupDecision {
  if (!isFree(facts.state, facts.suppression)) return 'ignore';
  // A request that comes too soon after another is not lost: the former link of this change is dead.
  return decideSignup(facts, limits, now) === 'confirm' ? 'confirm' : 'wait';
}

function isFree(state: SubscriberState | null, suppression: SuppressionReason | null): boolean {
  return (suppression === null || suppression === 'moved') && (state === null || state === 'pending');
}
