import { BroadsheetError } from '../errors.js';
import type { ScheduleDefaults } from '../model/preferences.js';
import type { DkimSigner } from '../rendering/dkim.js';
import type { SiteIdentity } from '../rendering/site-identity.js';
import type { TemplatesByLanguage } from '../rendering/templates.js';
import type { ReturnPath } from '../signing/return-path.js';
import type { Database } from '../store/database.js';
import { recordEntries, type SettledRow } from '../store/deliveries/delivery-ledger.js';
import { haltedDigests, pauseDigest } from '../store/deliveries/sending-control.js';
import { findDigestById } from '../store/digests/digests.js';
import type { SoftBounceLimit } from '../store/feedback/feedback-effects.js';
import { type Breaker, type BreakerThresholds, createBreaker, defaultBreakerThresholds } from './breaker.js';
import type { DeliveryLog } from './delivery-log.js';
import {
  type CompiledDigests,
  createCompiledDigests,
  type ReadyDigest,
} from './editions/compiled-digests.js';
import { openEditions } from './editions/open-editions.js';
import { type Flights, noFlightsAhead } from './ledger/flights.js';
import { createRecorder, type LedgerRecorder } from './ledger/ledger-recorder.js';
import { RETRY_WRITE_FOR_MS } from './ledger/retry-write.js';
import { createRunLengths, type RunLengths } from './ledger/run-lengths.js';
import type { UncertainPolicy } from './ledger/settle-outcome.js';
import { takeSessionRefusals } from './ledger/take-refusals.js';
import { createPauseWatcher, type PauseWatcher } from './pause-watcher.js';
import { type ConnectionPool, createConnectionPool } from './relays/connection-pool.js';
import type { DomainLimits } from './relays/domain-limits.js';
import { openRelays, type Relay, type RelayPart } from './relays/open-relays.js';
import { defaultPaceLimits, type PaceLimits } from './relays/pace.js';

export interface DeliveryParts {
  readonly database: Database;
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
  readonly keys: {
    /** The current key first; it signs links. */
    readonly secretKeys: readonly string[];
    readonly keyring: { readonly messageIdKey: Buffer };
  };
  /** Where messages come back to; without it to the address of From. */
  readonly returnPath?: ReturnPath | null;
  /** Mail to the return path's domain is received, so readers can leave by mail. */
  readonly leavesByMail?: boolean;
  /** Each makes a signature: of other domains, or with another kind of key (RFC 8463 §3). */
  readonly signers: readonly DkimSigner[];
  /** When digests are due, for a welcome to say when the first one comes; without it none does. */
  readonly times?: ScheduleDefaults;
  readonly log: DeliveryLog;
  readonly clock: () => Date;
  /** Unique for each process. */
  readonly worker: string;
  readonly policy: UncertainPolicy;
  /** From 0 up to 1; spreads retries. */
  readonly random?: () => number;
  readonly pace?: PaceLimits;
  /** By which mail leaves, one at least. */
  readonly relayParts: readonly RelayPart[];
  readonly domainLimits?: DomainLimits;
  readonly breaker?: BreakerThresholds;
  /** What soft bounces come to. */
  readonly softBounces?: SoftBounceLimit;
  /** How many rows are marked ahead; one by one where absent. */
  readonly flights?: Flights;
  /** Told of each commit of outcomes, for whoever counts them. */
  readonly onSettled?: (settled: readonly SettledRow[]) => void;
  /** Told of each commit of marks and outcomes how long they waited for it, in seconds. */
  readonly onRecorded?: (seconds: number) => void;
  /** Told how long a relay took for one message. */
  readonly onSent?: (relay: string, seconds: number) => void;
}

/** Those of SOFT_BOUNCE_LIMIT and SOFT_BOUNCE_DAYS. */
const defaultSoftBounces: SoftBounceLimit = { days: 5, withinDays: 30 };

/** What everything that sends in one process shares. */
export interface DeliveryContext extends Omit<DeliveryParts, 'breaker'> {
  readonly flights: Flights;
  readonly runLengths: RunLengths;
  readonly random: () => number;
  /** The connections that digests leave by. */
  readonly pool: ConnectionPool;
  /** The connections that only notices use. */
  readonly noticePool: ConnectionPool;
  readonly recorder: LedgerRecorder;
  readonly relays: readonly Relay[];
  readonly digests: CompiledDigests;
  readonly pauseWatcher: PauseWatcher;
  readonly breaker: Breaker;
}

/** Prepares sending. One context for each process: connections, pace and commits are shared through it. */
export function openDeliveryContext(parts: DeliveryParts): DeliveryContext {
  const { database, clock, log, softBounces = defaultSoftBounces } = parts;
  const relays = openRelays(
    {
      database,
      log,
      clock,
      pace: parts.pace ?? defaultPaceLimits,
      domainLimits: parts.domainLimits ?? new Map(),
    },
    parts.relayParts,
  );
  return {
    ...parts,
    random: parts.random ?? Math.random,
    flights: parts.flights ?? noFlightsAhead,
    runLengths: createRunLengths(),
    relays,
    pool: createConnectionPool(relays.flatMap(({ connections }) => connections)),
    noticePool: createConnectionPool(relays.flatMap(({ noticeConnections }) => noticeConnections)),
    recorder: createRecorder({
      write: async (entries) => {
        const marked = await recordEntries(database, entries);
        parts.onSettled?.(entries.settled);
        await takeSessionRefusals({ database, log, softBounces }, entries);
        return marked;
      },
      clock,
      retryForMs: RETRY_WRITE_FOR_MS,
      ...(parts.onRecorded === undefined ? {} : { onWritten: parts.onRecorded }),
    }),
    digests: createCompiledDigests((digestId) => readyDigest(parts, digestId)),
    breaker: createBreaker({
      thresholds: parts.breaker ?? defaultBreakerThresholds,
      pause: (id, reason) => pauseDigest(database, id, { by: 'breaker', reason, now: clock() }),
      log,
    }),
    pauseWatcher: createPauseWatcher({ find: (ids) => haltedDigests(database, ids), log }),
  };
}

async function readyDigest({ database, ...renderer }: DeliveryParts, digestId: number): Promise<ReadyDigest> {
  const digest = await findDigestById(database, digestId);
  if (digest === null) {
    throw new BroadsheetError('NOT_FOUND', `There is no digest ${digestId}.`, { details: { digestId } });
  }
  const editions = await openEditions(database, renderer, digest, 'decide');
  return { editions, issuedAt: digest.releasedAt ?? digest.frozenAt };
}
