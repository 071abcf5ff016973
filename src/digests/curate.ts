import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { Curation, CurationAction, CurationWay } from '../model/curation.js';
import { type DigestName, digestName, lastDayOf } from '../model/digest-period.js';
import { arxivIdOf, isArxivId } from '../model/paper-id.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import {
  curationsInEffect,
  endCuration,
  insertCuration,
  isStored,
  periodHolding,
  type StandingCuration,
} from '../store/digests/curations.js';
import {
  actOnCuration,
  chosenOf,
  lockKinds,
  noteOf,
  openCuration,
  refuseChanged,
  refuseFrozen,
} from './curation-checks.js';

export interface CurationRequest {
  /** An arXiv id; a version at its end does not matter. */
  readonly paper: string;
  readonly action: CurationAction;
  /** The digest that it is for; hiding holds from its first day on, for every kind. */
  readonly digest: DigestName;
  readonly note: string | null;
  /** decisionVersion() of what pins or adds the paper to the digest, as it was read; absent: whichever there is. */
  readonly version?: string | undefined;
}

/** What an operator's decision needs, by whichever way it comes. */
export interface CurationContext extends Acting {
  readonly log: { info(fields: object, event: string): void };
}

/**
 * Records what an operator decided of a paper, in the place of what was decided of it before.
 * @throws BroadsheetError FORBIDDEN, PAPER_UNKNOWN, DIGEST_FROZEN where it comes too late, PAPER_TAKEN where an earlier
 *   digest of the kind holds the paper, DRAFT_CHANGED where somebody has decided otherwise since, INPUT_INVALID for a note
 *   that is too long
 */
export async function curate(
  { database, clock, log }: CurationContext,
  actor: Actor,
  request: CurationRequest,
): Promise<Curation> {
  permit(actor, 'digests:curate', clock());
  const { action, digest } = request;
  const by = { via: WAYS[actor.kind], by: withoutAddresses(actor.name) };
  const paperId = paperIdOf(request.paper);
  const note = noteOf(request.note);
  const kind = action === 'hide' ? null : digest.kind;
  const curation = await inTransaction(database, async (client) => {
    await lockKinds(client, kind);
    // Not before: what somebody decided while this waited is older than it.
    const now = clock();
    if (!(await isStored(client, paperId))) throw unknown(paperId);
    await refuseFrozen(client, digest.kind, digest.period);
    if (kind !== null) await checkFree(client, digest, paperId);
    if (request.version !== undefined)
      refuseChanged(chosenOf(await standingFor(client, digest, now), paperId), request.version);
    const made = await insertCuration(client, {
      paperId,
      action,
      kind,
      period: digest.period,
      note,
      ...by,
      now,
    });
    await recordAct(client, actor, actOnCuration(`paper.${action}`, made));
    return made;
  });
  log.info({ curation: curation.id, action, paper: paperId }, 'paper-curated');
  return curation;
}

const WAYS: Readonly<Record<Actor['kind'], CurationWay>> = {
  operator: 'page',
  key: 'api',
  cli: 'cli',
  system: 'cli',
};

/** The id of a paper as an operator writes it: in any of the ways in which people write one. */
export function paperIdOf(written: string): string {
  return arxivIdOf(written) ?? written.trim();
}

/**
 * Takes a curation back. One that is hidden can come again from the next digest on.
 * @param version decisionVersion() of what was read; absent: whichever there is
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND, DIGEST_FROZEN where its digest is frozen, DRAFT_CHANGED where somebody has
 *   decided otherwise since
 */
export async function takeBack(
  { database, clock, log }: CurationContext,
  actor: Actor,
  id: number,
  version?: string,
): Promise<Curation> {
  const now = clock();
  permit(actor, 'digests:curate', now);
  const takenBack = await inTransaction(database, async (client) => {
    const curation = await openCuration(client, id);
    refuseChanged(curation, version);
    await endCuration(client, id, now);
    await recordAct(client, actor, actOnCuration('curation.end', curation));
    return { ...curation, endedAt: now };
  });
  log.info({ curation: id }, 'curation-ended');
  return takenBack;
}

async function checkFree(client: Queryable, digest: DigestName, paperId: string): Promise<void> {
  const { kind } = digest;
  const period = await periodHolding(client, kind, paperId);
  // One that may be changed gives its own papers back.
  if (period === null || period === digest.period) return;
  const message = `The digest of ${digestName(kind, period)} holds ${paperId} already; readers get a paper once.`;
  throw new BroadsheetError('PAPER_TAKEN', message, { details: { kind, period, paperId } });
}

async function standingFor(
  client: Queryable,
  { kind, period }: DigestName,
  knownAt: Date,
): Promise<readonly StandingCuration[]> {
  return curationsInEffect(client, { kind, period, lastDay: lastDayOf(kind, period), knownAt });
}

function unknown(paperId: string): BroadsheetError {
  const message = isArxivId(paperId) ? NOT_STORED : NO_ID;
  return new BroadsheetError('PAPER_UNKNOWN', message, { details: { paperId: paperId.slice(0, 64) } });
}

const NO_ID =
  'This is not the id of a paper. Give an arXiv id, such as 2603.17024 or hep-th/9901001, its DOI, or the address of its page on arXiv, Hugging Face or alphaXiv.';
const NOT_STORED =
  'No paper with this id is stored. Ingest a list that it stands on (broadsheet ingest --date), or name arxiv in SOURCES and add it by command; then try again.';
