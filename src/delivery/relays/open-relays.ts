import type { RateLimit } from '../../model/rate-window.js';
import { type WarmUp, warmUpLimits } from '../../model/warm-up.js';
import type { Database } from '../../store/database.js';
import type { DeliveryLog } from '../delivery-log.js';
import type { SmtpConnectionOptions } from '../smtp/smtp-connection.js';
import { createDomainGate, type DomainGate, type DomainLimits } from './domain-limits.js';
import { createDomainPace } from './domain-pace.js';
import type { PaceLimits } from './pace.js';
import { openPooledConnection, type PooledConnection } from './pooled-connection.js';
import { createRelayGate, type RelayGate } from './relay-gate.js';
import { createRelayPace, type RelayPace } from './relay-pace.js';
import { createRelayShares } from './relay-shares.js';
import { openSharedLimit } from './shared-limit.js';

/** One SMTP server that takes our mail. */
export interface Relay {
  readonly name: string;
  readonly pace: RelayPace;
  readonly connections: readonly PooledConnection[];
  /** Connections that carry nothing but notices: no digest, however large, delays a confirmation. */
  readonly noticeConnections: readonly PooledConnection[];
  /** Closes all connections, each after the message on the wire. */
  close(): Promise<void>;
}

/** How a relay is reached and what it may carry. */
export interface RelayPart {
  readonly name: string;
  readonly smtp: SmtpConnectionOptions;
  /** How many connections digests have. */
  readonly connections: number;
  /** How many notices have beside them. */
  readonly noticeConnections: number;
  readonly weight?: number;
  readonly limits?: readonly RateLimit[];
  readonly warmUp?: WarmUp | null;
}

export interface RelaysParts {
  readonly database: Database;
  readonly log: DeliveryLog;
  readonly clock: () => Date;
  readonly pace: PaceLimits;
  readonly domainLimits: DomainLimits;
}

/** Opens relays side by side: each with its pace and its limits, together with those of recipients' domains. */
export function openRelays(parts: RelaysParts, relays: readonly RelayPart[]): Relay[] {
  const shares = createRelayShares(relays.map(({ weight = 1, connections }) => ({ weight, connections })));
  const domains = parts.domainLimits.size === 0 ? null : openDomains(parts);
  return relays.map((relay, index) => {
    const pace = createRelayPace(parts.pace);
    const gate = createRelayGate({
      pace,
      domainPace: createDomainPace(),
      limit: limitOf(parts, relay),
      domains,
      clock: parts.clock,
      shares:
        relays.length === 1
          ? null
          : {
              take: () => shares.take(index, performance.now()),
              charge: () => shares.charge(index),
              began: () => shares.began(index),
              ended: () => shares.ended(index),
            },
    });
    return openRelay(relay, pace, gate, parts.log);
  });
}

function openRelay(part: RelayPart, pace: RelayPace, gate: RelayGate, log: DeliveryLog): Relay {
  const { name, smtp } = part;
  const open = (count: number): PooledConnection[] =>
    Array.from({ length: count }, () => openPooledConnection({ relay: name, gate, log }, smtp));
  const connections = open(part.connections);
  const noticeConnections = open(part.noticeConnections);
  const close = async (): Promise<void> => {
    await Promise.all([...connections, ...noticeConnections].map((connection) => connection.close()));
  };
  return { name, pace, connections, noticeConnections, close };
}

function openDomains({ database, log, domainLimits }: RelaysParts): DomainGate {
  return createDomainGate({
    limits: domainLimits,
    openPool: (domain, limits) =>
      openSharedLimit(database, log, { scope: `domain/${domain}`, limits: () => limits }),
  });
}

function limitOf({ database, log, clock }: RelaysParts, { name, limits = [], warmUp = null }: RelayPart) {
  if (limits.length === 0 && warmUp === null) return null;
  // When the warm-up is over and there is no other limit, one remains that nobody reaches.
  const unreached = { periodMs: 1_000, count: 1_000_000 };
  const current = (): readonly RateLimit[] => [...limits, ...warmUpLimits(warmUp, clock())];
  return openSharedLimit(database, log, {
    scope: `relay/${name}`,
    limits: () => (current().length === 0 ? [unreached] : current()),
  });
}
