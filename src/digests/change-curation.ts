import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { Curation } from '../model/curation.js';
import { type DigestName, lastDayOf } from '../model/digest-period.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { curationsInEffect, noteCuration, rankPins } from '../store/digests/curations.js';
import type { CurationContext } from './curate.js';
import { actOnCuration, noteOf, openCuration, refuseChanged } from './curation-checks.js';

/** Where a pin goes among those of its digest. */
export const pinMoves = ['up', 'down', 'top'] as const;
export type PinMove = (typeof pinMoves)[number];

export interface MoveRequest {
  /** The number of the curation. */
  readonly id: number;
  readonly move: PinMove;
  /** Among whose pins; absent: those of the digest that it was meant for. */
  readonly digest?: DigestName;
}

/**
 * Puts a pin before the one above it, behind the one below it, or on top; where it stands there already, nothing changes.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND where it does not hold, DIGEST_FROZEN, INPUT_INVALID for what is no pin
 */
export async function movePin(
  { database, clock, log }: CurationContext,
  actor: Actor,
  { id, move, digest }: MoveRequest,
): Promise<void> {
  const now = clock();
  permit(actor, 'digests:curate', now);
  const isMoved = await inTransaction(database, async (client) => {
    const pin = await openCuration(client, id);
    const pins = await pinsOf(client, digest ?? pin, now);
    const order = moved(pins, id, move);
    if (order === null) return false;
    await rankPins(client, order);
    await recordAct(client, actor, actOnCuration(`pin.${move}`, pin));
    return true;
  });
  if (isMoved) log.info({ curation: id, move }, 'pin-moved');
}

/** The pins of a digest, in their order. */
async function pinsOf(
  client: Queryable,
  { kind, period }: Pick<Curation, 'kind' | 'period'>,
  now: Date,
): Promise<number[]> {
  if (kind === null) return [];
  const asked = { kind, period, lastDay: lastDayOf(kind, period), knownAt: now };
  const all = await curationsInEffect(client, asked);
  return all.flatMap(({ id, action }) => (action === 'pin' ? [id] : []));
}

/** The order after a move; null where it is as before. @throws BroadsheetError INPUT_INVALID */
function moved(pins: readonly number[], id: number, move: PinMove): number[] | null {
  const from = pins.indexOf(id);
  if (from < 0) throw new BroadsheetError('INPUT_INVALID', 'Only pins have an order; this is none.');
  const to = move === 'top' ? 0 : move === 'up' ? from - 1 : from + 1;
  if (to < 0 || to >= pins.length || to === from) return null;
  const others = pins.filter((pin) => pin !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

export interface NoteRequest {
  /** The number of the curation. */
  readonly id: number;
  /** Null or nothing takes it away. */
  readonly note: string | null;
  /** decisionVersion() of what was read; absent: whichever there is. */
  readonly version?: string | undefined;
}

/**
 * Changes what is said with a pin, an addition or a hiding, which stays where it is.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND, DIGEST_FROZEN, DRAFT_CHANGED where somebody has since, INPUT_INVALID for a
 *   note that is too long
 */
export async function changeNote(
  { database, clock, log }: CurationContext,
  actor: Actor,
  { id, version, ...given }: NoteRequest,
): Promise<Curation> {
  permit(actor, 'digests:curate', clock());
  const note = noteOf(given.note);
  const changed = await inTransaction(database, async (client) => {
    const curation = await openCuration(client, id);
    if (curation.note === note) return curation;
    refuseChanged(curation, version);
    await noteCuration(client, id, note);
    await recordAct(client, actor, actOnCuration('curation.note', curation));
    return { ...curation, note };
  });
  log.info({ curation: id }, 'curation-noted');
  return changed;
}
