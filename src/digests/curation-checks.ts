import { BroadsheetError } from '../errors.js';
import type { CalendarDate } from '../model/calendar-date.js';
import { type Curation, LONGEST_NOTE } from '../model/curation.js';
import { type PeriodicKind, periodicKinds } from '../model/digest.js';
import { digestName } from '../model/digest-period.js';
import { oneLine } from '../model/one-line.js';
import { textVersion } from '../model/text-version.js';
import { refuseLonger } from '../operators/refuse-longer.js';
import type { Act } from '../store/audit.js';
import type { Queryable } from '../store/database.js';
import { findCuration, type StandingCuration } from '../store/digests/curations.js';
import { closedSince, lockDigestKind } from '../store/digests/freeze-digest.js';

/** Waits until nobody freezes digests of a kind; null: of any. */
export async function lockKinds(client: Queryable, kind: PeriodicKind | null): Promise<void> {
  for (const each of periodicKinds) if (kind === null || kind === each) await lockDigestKind(client, each);
}

/** @throws BroadsheetError DIGEST_FROZEN */
export async function refuseFrozen(
  client: Queryable,
  kind: PeriodicKind,
  period: CalendarDate,
): Promise<void> {
  const frozenAt = await closedSince(client, kind, period);
  if (frozenAt === null) return;
  const name = digestName(kind, period);
  const message = `The digest of ${name} was frozen ${frozenAt.toISOString()}. Choose a later one; one that is not released can be held, changed and frozen again.`;
  throw new BroadsheetError('DIGEST_FROZEN', message, { details: { kind, period } });
}

/**
 * A pin, an addition or a hiding that holds and can still be changed; nothing freezes until the transaction ends.
 * @throws BroadsheetError NOT_FOUND, DIGEST_FROZEN
 */
export async function openCuration(client: Queryable, id: number): Promise<Curation> {
  await lockKinds(client, null);
  const curation = await findCuration(client, id);
  if (curation === null || curation.endedAt !== null) {
    throw new BroadsheetError('NOT_FOUND', 'No pin, addition or hiding with this number holds.');
  }
  if (curation.kind !== null) await refuseFrozen(client, curation.kind, curation.period);
  return curation;
}

/** What pins or adds a paper to the digest that these curations are in effect for; null where nothing does. */
export function chosenOf(
  curations: readonly StandingCuration[],
  paperId: string,
): (StandingCuration & { readonly action: 'pin' | 'add' }) | null {
  for (const one of curations) {
    const { action } = one;
    if (one.paperId === paperId && (action === 'pin' || action === 'add')) return { ...one, action };
  }
  return null;
}

type Decision = Pick<Curation, 'action' | 'note'>;

/** Which decision on a paper somebody has read; null: that there was none. */
export function decisionVersion(decision: Decision | null): string {
  return textVersion(decision?.action ?? null, decision?.note ?? null);
}

/** @throws BroadsheetError DRAFT_CHANGED where `version` is of another decision; absent: of whichever there is */
export function refuseChanged(decision: Decision | null, version: string | undefined): void {
  if (version === undefined || version === decisionVersion(decision)) return;
  const message = 'Somebody else has decided on this paper since the list was read.';
  throw new BroadsheetError('DRAFT_CHANGED', message);
}

/** A note as it is kept; null for none. @throws BroadsheetError INPUT_INVALID where it is too long */
export function noteOf(given: string | null): string | null {
  const note = oneLine(given ?? '');
  refuseLonger('A note', note, LONGEST_NOTE);
  return note === '' ? null : note;
}

/** What is recorded of something that was done to a curation. */
export function actOnCuration(action: string, { id, action: what, kind, period, paperId }: Curation): Act {
  const facts = { curation: id, what, from: kind === null ? period : digestName(kind, period) };
  return { action, object: ['paper', paperId], facts };
}
