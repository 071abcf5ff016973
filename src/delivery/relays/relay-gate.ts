import type { OutcomeClass } from '../../model/delivery.js';
import type { DomainGate, DomainVerdict } from './domain-limits.js';
import type { DomainPace } from './domain-pace.js';
import type { RelayPace } from './relay-pace.js';
import type { TokenPool } from './token-pool.js';

/**
 * Whether a message may go on the wire. `wait`: the relay, or the whole send, pauses that long. `later`: the
 * recipient's domain is over its limit, and the row is deferred without spending an attempt.
 */
export type Admission =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'later'; readonly until: Date };

/** Everything that may hold a message back from one relay. */
export interface RelayGate {
  /**
   * Where it says now, what the message takes of the limits is taken.
   * @param domain of the recipient, or null where only the relay is asked about
   */
  admit(domain: string | null): Admission;
  /** A message goes on the wire. */
  onSend(): void;
  /**
   * Takes note of how a message fared that was started at a time of `performance.now()`.
   * @returns the length of the pause in milliseconds where this message began one of the relay, else null
   */
  onResult(domain: string, outcome: OutcomeClass, startedAt: number): number | null;
}

export interface RelayGateParts {
  readonly pace: RelayPace;
  readonly domainPace: DomainPace;
  /** Null where the relay has no limit. */
  readonly limit: TokenPool | null;
  /** Shared by all relays; null where no domain has a limit. */
  readonly domains: DomainGate | null;
  readonly shares: {
    take(): boolean;
    charge(): void;
    began(): void;
    ended(): void;
  } | null;
  readonly clock: () => Date;
}

/** How long a relay leaves the next messages to the others. */
const LEAVE_TO_OTHERS_MS = 2;

const NOW: Admission = { kind: 'now' };
const NOTHING_AGAINST: DomainVerdict = { kind: 'now' };

export function createRelayGate(parts: RelayGateParts): RelayGate {
  const { pace, domainPace, limit, domains, shares, clock } = parts;
  const later = (ms: number): Admission => ({
    kind: 'later',
    until: new Date(clock().getTime() + Math.ceil(ms)),
  });

  return {
    admit(domain) {
      const pauseMs = pace.pauseLeftMs();
      if (pauseMs > 0) return { kind: 'wait', ms: pauseMs };
      if (domain === null) {
        // A notice does not wait for its turn; the digest pays for it.
        limit?.take();
        shares?.charge();
        return NOW;
      }
      const waitMs = limit?.waitMs() ?? 0;
      if (waitMs > 0) return { kind: 'wait', ms: waitMs };
      const domainMs = domainPace.pauseLeftMs(domain);
      if (domainMs > 0) return later(domainMs);
      const verdict = domains?.ask(domain) ?? NOTHING_AGAINST;
      if (verdict.kind === 'wait') return verdict;
      if (verdict.kind === 'later') return later(verdict.ms);
      if (shares !== null && !shares.take()) return { kind: 'wait', ms: LEAVE_TO_OTHERS_MS };
      limit?.take();
      domains?.take(domain);
      return NOW;
    },
    onSend: () => shares?.began(),
    onResult(domain, outcome, startedAt) {
      shares?.ended();
      const message = { class: outcome, startedAt, endedAt: performance.now() };
      return domainPace.onResult(domain, message) ? null : pace.onResult(outcome, startedAt);
    },
  };
}
