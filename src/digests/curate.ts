import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { CalendarDate } from '../model/calendar-date.js';
import { type Curation, type CurationAction, type CurationWay, LONGEST_NOTE } from '../model/curation.js';
import { type PeriodicKind, periodicKinds } from '../model/digest.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import { oneLine } from '../model/one-line.js';
import { arxivIdOf, isArxivId } from '../model/paper.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { type Act, recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import {
  endCuration,
  findCuration,
  insertCuration,
  isStored,
  periodHolding,
} from '../store/digests/curations.js';
import { frozenSince, lockDigestKind } from '../store/digests/freeze-digest.js';

export interface CurationRequest {
  /** An arXiv id; a version at its end does not matter. */
  readonly paper: string;
  readonly action: CurationAction;
  /** The digest that it is for; hiding holds from its first day on, for every kind. */
  readonly digest: DigestName;
  readonly note: string | null;
}

/** What an operator's decision needs, by whichever way it comes. */
export interface CurationContext extends Acting {
  readonly log: { info(fields: object, event: string): void };
}

/**
 * Records what an operator decided of a paper, in the place of what was decided of it before.
 * @throws BroadsheetError FORBIDDEN, PAPER_UNKNOWN, DIGEST_FROZEN where it comes too late, PAPER_TAKEN where an earlier
 *   digest of the kind holds the paper, INPUT_INVALID for a note that is too long
 */
export async function curate(
  { database, clock, log }: CurationContext,
  actor: Actor,
  request: CurationRequest,
): Promise<Curation> {
  const now = clock();
  permit(actor, 'digests:curate', now);
  const { action, digest } = request;
  const by = { via: WAYS[actor.kind], by: withoutAddresses(actor.name) };
  const paperId = paperIdOf(request.paper);
  const note = noteOf(request.note);
  const kind = action === 'hide' ? null : digest.kind;
  const curation = await inTransaction(database, async (client) => {
    await lockKinds(client, kind);
    if (!(await isStored(client, paperId))) throw unknown(paperId);
    await checkOpen(client, digest.kind, digest.period);
    if (kind !== null) await checkFree(client, kind, paperId);
    const made = await insertCuration(client, {
      paperId,
      action,
      kind,
      period: digest.period,
      note,
      ...by,
      now,
    });
    await recordAct(client, actor, actOn(`paper.${action}`, made));
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

function actOn(action: string, { id, action: what, kind, period, paperId }: Curation): Act {
  const facts = { curation: id, what, from: kind === null ? period : digestName(kind, period) };
  return { action, object: ['paper', paperId], facts };
}

/** The id of a paper as an operator writes it: in any of the ways in which people write one. */
export function paperIdOf(written: string): string {
  return arxivIdOf(written) ?? written.trim();
}

/**
 * Takes a curation back. One that is hidden can come again from the next digest on.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND, DIGEST_FROZEN where its digest is frozen
 */
export async function takeBack(
  { database, clock, log }: CurationContext,
  actor: Actor,
  id: number,
): Promise<Curation> {
  const now = clock();
  permit(actor, 'digests:curate', now);
  const takenBack = await inTransaction(database, async (client) => {
    for (const kind of periodicKinds) await lockDigestKind(client, kind);
    const curation = await findCuration(client, id);
    if (curation === null || curation.endedAt !== null) {
      throw new BroadsheetError('NOT_FOUND', 'No pin, addition or hiding with this number holds.');
    }
    if (curation.kind !== null) await checkOpen(client, curation.kind, curation.period);
    await endCuration(client, id, now);
    await recordAct(client, actor, actOn('curation.end', curation));
    return { ...curation, endedAt: now };
  });
  log.info({ curation: id }, 'curation-ended');
  return takenBack;
}

async function lockKinds(client: Queryable, kind: PeriodicKind | null): Promise<void> {
  for (const each of periodicKinds) if (kind === null || kind === each) await lockDigestKind(client, each);
}

function noteOf(given: string | null): string | null {
  const note = oneLine(given ?? '');
  if (note.length > LONGEST_NOTE) {
    throw new BroadsheetError('INPUT_INVALID', `A note has ${LONGEST_NOTE} characters at most.`);
  }
  return note === '' ? null : note;
}

async function checkOpen(client: Queryable, kind: PeriodicKind, period: CalendarDate): Promise<void> {
  const frozenAt = await frozenSince(client, kind, period);
  if (frozenAt === null) return;
  const name = digestName(kind, period);
  const message = `The digest of ${name} was frozen ${frozenAt.toISOString()}. Choose a later one.`;
  throw new BroadsheetError('DIGEST_FROZEN', message, { details: { kind, period } });
}

async function checkFree(client: Queryable, kind: PeriodicKind, paperId: string): Promise<void> {
  const period = await periodHolding(client, kind, paperId);
  if (period === null) return;
  const message = `The digest of ${digestName(kind, period)} holds ${paperId} already; readers get a paper once.`;
  throw new BroadsheetError('PAPER_TAKEN', message, { details: { kind, period, paperId } });
}

function unknown(paperId: string): BroadsheetError {
  const message = isArxivId(paperId) ? NOT_STORED : NO_ID;
  return new BroadsheetError('PAPER_UNKNOWN', message, { details: { paperId: paperId.slice(0, 64) } });
}

const NO_ID =
  'This is not the id of a paper. Give an arXiv id, such as 2603.17024 or hep-th/9901001, or the address of its page.';
const NOT_STORED =
  'No paper with this id is stored. Ingest a list that it stands on (broadsheet ingest --date), or name arxiv in SOURCES and add it by command; then try again.';
