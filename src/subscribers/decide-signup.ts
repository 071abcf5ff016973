import type { SubscriberState, SuppressionReason } from '../model/subscriber.js';

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

/** `ignore` is final; `wait` keeps the request until the limits have room. */
export type SignupDecision = 'confirm' | 'ignore' | 'wait';

/** Who may be asked to confirm. An active or paused reader has what the request is for. */
const ASKABLE: Readonly<Record<SubscriberState, boolean>> = {
  pending: true,
  active: false,
  paused: false,
  unsubscribed: true,
  bounced: false,
  complained: false,
};

/** Erasure stops others from bringing an address back, not the person. */
const ASKABLE_DESPITE: Readonly<Record<SuppressionReason, boolean>> = {
  bounced: false,
  complained: false,
  operator: false,
  erased: true,
};

/** Decides what becomes of one request to subscribe. */
export function decideSignup(facts: SignupFacts, limits: SignupLimits, now: Date): SignupDecision {
  if (facts.suppression !== null && !ASKABLE_DESPITE[facts.suppression]) return 'ignore';
  if (facts.state !== null && !ASKABLE[facts.state]) return 'ignore';
  if (facts.lastConfirmationAt !== null) {
    const age = now.getTime() - facts.lastConfirmationAt.getTime();
    if (age < limits.repeatAfterMinutes * 60_000) return 'ignore';
  }
  const hasRoom =
    facts.hasRoomElsewhere &&
    facts.addressConfirmations < limits.perAddressDay &&
    facts.domainConfirmations < limits.perDomainHour &&
    facts.overallConfirmations < limits.overallHour;
  return hasRoom ? 'confirm' : 'wait';
}
