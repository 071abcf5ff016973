/** Shares messages between relays by weight, as far as those relays can take theirs. */
export interface RelayShares {
  /**
   * Whether the relay may take the next message now; an idle or a busy relay holds nobody up. Where it may, the
   * message counts from here on: until it is on the wire many others ask.
   */
  take(relay: number, now: number): boolean;
  /** A message that did not ask for its turn counts as well. */
  charge(relay: number): void;
  began(relay: number): void;
  ended(relay: number): void;
}

export interface ShareTerms {
  readonly weight: number;
  readonly connections: number;
}

interface Account {
  /** Messages taken, each counted as one divided by the weight. */
  used: number;
  onTheWire: number;
  askedAt: number;
}

/** A relay that nobody asked for this long has nothing to send, or may not. */
const ASKING_MS = 100;

/**
 * Weighted fair sharing: whoever has used least of its weight goes first, with some slack so that nobody
 * waits for every single message. Who comes back from a pause does not make up for it.
 */
export function createRelayShares(terms: readonly ShareTerms[]): RelayShares {
  const accounts: Account[] = terms.map(() => ({ used: 0, onTheWire: 0, askedAt: Number.NEGATIVE_INFINITY }));
  let level = 0;
  const at = (relay: number): Account => accounts[relay] as Account;
  const weightOf = (relay: number): number => terms[relay]?.weight ?? 1;
  const charge = (relay: number): void => {
    const mine = at(relay);
    level = Math.max(level, mine.used);
    mine.used += 1 / weightOf(relay);
  };
  const competes = (relay: number, now: number): boolean =>
    now - at(relay).askedAt < ASKING_MS && at(relay).onTheWire < (terms[relay]?.connections ?? 1);

  return {
    charge,
    take(relay, now) {
      const mine = at(relay);
      if (now - mine.askedAt >= ASKING_MS) mine.used = Math.max(mine.used, level);
      mine.askedAt = now;
      const others = accounts.flatMap(({ used }, other) =>
        other !== relay && competes(other, now) ? [used] : [],
      );
      const slack = 1 / weightOf(relay);
      const mayTake = others.length === 0 || mine.used <= Math.min(...others) + slack;
      if (mayTake) charge(relay);
      return mayTake;
    },
    began(relay) {
      at(relay).onTheWire += 1;
    },
    ended(relay) {
      at(relay).onTheWire -= 1;
    },
  };
}
