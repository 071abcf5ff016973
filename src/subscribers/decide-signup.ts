import { DAY_MS, MINUTE_MS } from '../durations.js';
import type { SubscriberState, SuppressionReason } from '../model/subscriber.js';
import type { AddressHistory } from '../store/subscribers/signups.js';

/** How much confirmation mail anyone can cause; it can be aimed at somebody else's inbox. */
export interface SignupLimits {
  /** Minutes in which an address gets one confirmation, however often it is asked for. */
  readonly repeatAfterMinutes: number;
  /** Confirmations to one address in 24 hours. */
  readonly perAddressDay: number;
  /** Confirmations that one client causes in an hour: an IPv4 address, or a /64. */
  readonly perClientHour: number;
  /** And all clients of one network: a /24, or a /48. */
  readonly perNetworkHour: number;
  /** Confirmations to one domain in an hour. */
  readonly perDomainHour: number;
  /** Confirmations to all addresses in an hour. */
  readonly overallHour: number;
}

export const defaultSignupLimits: SignupLimits = {
  repeatAfterMinutes: 10,
  perAddressDay: 4,
  perClientHour: 60,
  perNetworkHour: 200,
  perDomainHour: 500,
  overallHour: 3_000,
};

/** Everything that a decision on one request depends on. */
export interface SignupFacts {
  /** Null where the address is not known. */
  readonly state: SubscriberState | null;
  readonly suppression: SuppressionReason | null;
  /** Since when the address bounced or complained; absent or null where it did neither. */
  readonly silencedAt?: Date | null;
  readonly lastConfirmationAt: Date | null;
  /** In the last 24 hours. */
  readonly addressConfirmations: number;
  /** In the last hour. */
  readonly domainConfirmations: number;
  /** In the last hour. */
  readonly overallConfirmations: number;
  /** Whether what counts by where a request came from, and by mailbox, leaves room (`openMeters`). */
  readonly hasRoomElsewhere: boolean;
}

/** What is known of an address; undefined: nobody has heard of it. */
export function knownFacts(
  history: AddressHistory | undefined,
): Pick<SignupFacts, 'state' | 'suppression' | 'silencedAt' | 'lastConfirmationAt' | 'addressConfirmations'> {
  return {
    state: history?.state ?? null,
    suppression: history?.suppression ?? null,
    silencedAt: history?.silencedAt ?? null,
    lastConfirmationAt: history?.lastConfirmationAt ?? null,
    addressConfirmations: history?.confirmations ?? 0,
  };
}

/** `ignore` is final; `wait` keeps the request until the limits have room. */
export type SignupDecision = 'confirm' | 'ignore' | 'wait';

/**
 * Who may be asked to confirm: an active or paused reader has what the request is for. One whose address was silenced
 * is asked seldom (see {@link SELDOM}), and comes back by confirming.
 */
const ASKABLE: Readonly<Record<SubscriberState, boolean>> = {
  pending: true,
  active: false,
  paused: false,
  unsubscribed: true,
  bounced: true,
  complained: true,
};

/** Erasure, a bounce, a complaint, and that somebody left elsewhere or moved, stop others from bringing an address back, not the person; an operator does. */
const ASKABLE_DESPITE: Readonly<Record<SuppressionReason, boolean>> = {
  bounced: true,
  complained: true,
  operator: false,
  erased: true,
  left: true,
  moved: true,
};

/**
 * In so many days a silenced address gets one confirmation: a dead one costs our name little then, and the form is no
 * means to fill the inbox of somebody who reported our mail as spam.
 */
const SELDOM = { bounced: 7, complained: 30 } as const;

/** Decides what becomes of one request to subscribe. */
export function decideSignup(facts: SignupFacts, limits: SignupLimits, now: Date): SignupDecision {
  if (facts.suppression !== null && !ASKABLE_DESPITE[facts.suppression]) return 'ignore';
  if (facts.state !== null && !ASKABLE[facts.state]) return 'ignore';
  if (facts.lastConfirmationAt !== null) {
    const age = now.getTime() - facts.lastConfirmationAt.getTime();
    if (age < askedAgainAfterMs(facts, facts.lastConfirmationAt, limits)) return 'ignore';
  }
  const hasRoom =
    facts.hasRoomElsewhere &&
    facts.addressConfirmations < limits.perAddressDay &&
    facts.domainConfirmations < limits.perDomainHour &&
    facts.overallConfirmations < limits.overallHour;
  return hasRoom ? 'confirm' : 'wait';
}

/** What was asked before the address was silenced does not count: it went to an address that took mail. */
function askedAgainAfterMs(
  { state, suppression, silencedAt = null }: SignupFacts,
  lastAt: Date,
  limits: SignupLimits,
): number {
  const usual = limits.repeatAfterMinutes * MINUTE_MS;
  if (silencedAt === null || lastAt <= silencedAt) return usual;
  const hasComplained = state === 'complained' || suppression === 'complained';
  return Math.max(usual, SELDOM[hasComplained ? 'complained' : 'bounced'] * DAY_MS);
}
