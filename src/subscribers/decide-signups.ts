import type { ConfirmationCounts } from '../store/deliveries/notices.js';
import type { AddressHistory } from '../store/subscribers/signups.js';
import { decideSignup, knownFacts, type SignupLimits } from './decide-signup.js';
import type { Metered, SignupMeters } from './signup-meters.js';

/** A request with the names under which its address is counted. */
export interface Candidate extends Metered {
  readonly signupId: number;
  readonly key: string;
}

/** What is known before a batch is decided. */
export interface Counted {
  readonly histories: ReadonlyMap<string, AddressHistory>;
  readonly counts: ConfirmationCounts;
  readonly meters: SignupMeters;
}

export interface SignupDecisions<C extends Candidate> {
  /** At most one for each address. */
  readonly confirm: readonly C[];
  /** Requests that are done with, those of `confirm` among them; all others wait. */
  readonly settled: readonly number[];
  /** True where no confirmation may be written for now, whoever asks. */
  readonly full: boolean;
}

/** Decides a batch in order, each request knowing of the confirmations that those before it have caused. */
export function decideSignups<C extends Candidate>(
  candidates: readonly C[],
  { histories, counts, meters }: Counted,
  limits: SignupLimits,
  now: Date,
): SignupDecisions<C> {
  const confirm: C[] = [];
  const settled: number[] = [];
  const seen = new Set<string>();
  const byDomain = new Map(counts.byDomain);
  for (const candidate of candidates) {
    const { signupId, key, domain } = candidate;
    const inDomain = byDomain.get(domain) ?? 0;
    // The first request of an address speaks for those behind it.
    const decision = seen.has(key)
      ? 'ignore'
      : decideSignup(
          {
            ...knownFacts(histories.get(key)),
            domainConfirmations: inDomain,
            overallConfirmations: counts.overall + confirm.length,
            hasRoomElsewhere: meters.hasRoom(candidate),
          },
          limits,
          now,
        );
    seen.add(key);
    if (decision !== 'wait') settled.push(signupId);
    if (decision === 'confirm') {
      confirm.push(candidate);
      meters.count(candidate);
      byDomain.set(domain, inDomain + 1);
    }
  }
  return { confirm, settled, full: counts.overall + confirm.length >= limits.overallHour };
}
