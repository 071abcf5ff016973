import { BroadsheetError } from '../errors.js';
import { compileDigest } from '../rendering/compile-digest.js';
import type { DkimSigner } from '../rendering/dkim.js';
import { wholeEdition } from '../rendering/edition.js';
import type { SiteIdentity } from '../rendering/site-identity.js';
import type { Templates } from '../rendering/templates.js';
import type { Database } from '../store/database.js';
import { recordEntries } from '../store/delivery-ledger.js';
import { findDigestById } from '../store/digests.js';
import { type CompiledDigests, createCompiledDigests, type ReadyDigest } from './compiled-digests.js';
import { KEEP_TRYING_MS } from './keep-trying.js';
import { createLanes, type Lanes } from './lanes.js';
import { createRecorder, type LedgerRecorder } from './ledger-recorder.js';
import { defaultPaceLimits, type PaceLimits } from './pace.js';
import { createRelayPace, type RelayPace } from './relay-pace.js';
import type { UncertainPolicy } from './settle-outcome.js';
import type { Transport } from './transport.js';

/** What delivery tells: event names and fields, never an address. */
export interface DeliveryLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

export interface DeliveryParts {
  readonly database: Database;
  readonly templates: Templates;
  readonly site: SiteIdentity;
  readonly keys: {
    /** The current key first; it signs links. */
    readonly secretKeys: readonly string[];
    readonly keyring: { readonly messageIdKey: Buffer };
  };
  readonly transport: Transport;
  readonly signer: DkimSigner | null;
  readonly log: DeliveryLog;
  readonly clock: () => Date;
  /** Unique for each process. */
  readonly worker: string;
  readonly policy: UncertainPolicy;
  /** From 0 up to 1; spreads retries. */
  readonly random?: () => number;
  readonly pace?: PaceLimits;
}

/** What everything that sends in one process shares. */
export interface DeliveryContext extends DeliveryParts {
  readonly random: () => number;
  readonly lanes: Lanes;
  readonly recorder: LedgerRecorder;
  readonly relay: RelayPace;
  readonly digests: CompiledDigests;
}

/** Prepares sending. One context for each process: connections, pace and commits are shared through it. */
export function openDeliveryContext(parts: DeliveryParts): DeliveryContext {
  const { database, clock } = parts;
  return {
    ...parts,
    random: parts.random ?? Math.random,
    lanes: createLanes(parts.transport.connections),
    recorder: createRecorder({
      write: (entries) => recordEntries(database, entries),
      clock,
      keepTryingMs: KEEP_TRYING_MS,
    }),
    relay: createRelayPace(parts.pace ?? defaultPaceLimits),
    digests: createCompiledDigests((digestId) => readyDigest(parts, digestId)),
  };
}

async function readyDigest(
  { database, templates, site }: DeliveryParts,
  digestId: number,
): Promise<ReadyDigest> {
  const digest = await findDigestById(database, digestId);
  if (digest === null) {
    throw new BroadsheetError('NOT_FOUND', `There is no digest ${digestId}.`, { details: { digestId } });
  }
  const compiled = await compileDigest(templates, site, digest);
  return { compiled, edition: wholeEdition(compiled), issuedAt: digest.releasedAt ?? digest.frozenAt };
}
