import { createBoundedMap } from '../../bounded-map.js';
import type { RateLimit } from '../../model/rate-window.js';
import type { TokenPool } from './token-pool.js';

/** Limits by recipient domain; those of `*` hold for each domain that is not named. */
export type DomainLimits = ReadonlyMap<string, readonly RateLimit[]>;

/** What a recipient's domain says to one more message. */
export type DomainVerdict =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'later'; readonly ms: number };

export interface DomainGate {
  ask(domain: string): DomainVerdict;
  take(domain: string): void;
}

export interface DomainGateOptions {
  readonly limits: DomainLimits;
  readonly openPool: (domain: string, limits: readonly RateLimit[]) => TokenPool;
  /** A monotonic time in milliseconds. */
  readonly time?: () => number;
}

interface Entry {
  readonly pool: TokenPool;
  readonly spacingMs: number;
  /** The turn of the next row that is deferred. */
  nextTurn: number;
}

/** Domains beyond this many are forgotten, the longest unused first. */
const MOST_DOMAINS = 2_000;
const ALWAYS_WORTH_MS = 50;
const WORTH_WHEN_NOTHING_ELSE_MS = 5_000;
/** Weight of one answer in the running share of refusals. */
const MEMORY = 0.05;
const NOTHING_ELSE = 0.8;

/**
 * Keeps to the limits of recipients' domains. As long as there is other mail, a row over the limit is
 * deferred, to about the time when its turn comes; when nearly all that is left is over a limit, a connection waits
 * for it, because coming back costs more.
 */
export function createDomainGate(options: DomainGateOptions): DomainGate {
  const { limits, openPool, time = () => performance.now() } = options;
  const entries = createBoundedMap<string, Entry>(MOST_DOMAINS);
  let refused = 0;

  const entryOf = (domain: string): Entry | null => {
    const own = limits.get(domain) ?? limits.get('*');
    if (own === undefined || own.length === 0) return null;
    return entries.getOrMake(domain, () => {
      const spacingMs = Math.max(...own.map(({ periodMs, count }) => periodMs / count));
      return { pool: openPool(domain, own), spacingMs, nextTurn: Number.NEGATIVE_INFINITY };
    });
  };
  const remember = (over: boolean): void => {
    refused += MEMORY * ((over ? 1 : 0) - refused);
  };
  return {
    ask(domain) {
      const entry = entryOf(domain);
      const ms = entry === null ? 0 : entry.pool.waitMs();
      remember(ms > ALWAYS_WORTH_MS);
      if (entry === null || ms === 0) return { kind: 'now' };
      const worth = refused > NOTHING_ELSE ? WORTH_WHEN_NOTHING_ELSE_MS : ALWAYS_WORTH_MS;
      if (ms <= worth) return { kind: 'wait', ms };
      const now = time();
      entry.nextTurn = Math.max(entry.nextTurn, now + ms) + entry.spacingMs;
      return { kind: 'later', ms: entry.nextTurn - now };
    },
    take(domain) {
      entryOf(domain)?.pool.take();
    },
  };
}
