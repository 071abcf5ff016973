import { DAY_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import type { Acting } from '../../operators/acting.js';
import { permit } from '../../operators/permit.js';
import { LONGEST_REASON, refuseLonger } from '../../operators/refuse-longer.js';
import { recordAct } from '../../store/audit.js';
import { type Database, inTransaction, type Queryable } from '../../store/database.js';
import {
  type BouncedFilter,
  type BouncedGroup,
  countBounced,
  findBounced,
} from '../../store/feedback/bounced-readers.js';
import {
  findLiftBatch,
  insertLiftBatch,
  type LiftBatch,
  liftOfBatch,
  markUndone,
  undoSome,
} from '../../store/feedback/lift-batches.js';

export interface LiftingContext extends Acting {
  readonly log: { warn(fields: object, event: string): void };
}

export interface LiftPreview {
  readonly readers: number;
  /** By what suppressed them, the most frequent first. */
  readonly groups: readonly BouncedGroup[];
}

/** Who would be mailed again; changes nothing. */
export async function previewLift(database: Database, filter: BouncedFilter): Promise<LiftPreview> {
  const groups = await countBounced(database, filter);
  return { groups, readers: groups.reduce((sum, group) => sum + group.readers, 0) };
}

export interface LiftOrder {
  readonly filter: BouncedFilter;
  /** In the operator's words; kept with each. */
  readonly reason: string;
  readonly onProgress?: (lifted: number) => void;
}

/** So many stand in one transaction, so that the sending does not wait for long. */
const AT_ONCE = 1_000;
const UNDO_WITHIN_MS = DAY_MS;

/**
 * Lets all readers be mailed again whose suppression by a bounce fits; complaints and erasures are for their persons to
 * lift. A call that is cut off has lifted a part, which can be put back like the whole, and may be repeated.
 * @returns the batch, by which it can be undone; null where nobody was found
 * @throws BroadsheetError FORBIDDEN, INPUT_INVALID for a reason that is too long
 */
export async function liftMany(
  { database, clock, log }: LiftingContext,
  actor: Actor,
  { filter, reason, onProgress }: LiftOrder,
): Promise<{ readonly batch: number | null; readonly lifted: number }> {
  const at = clock();
  permit(actor, 'suppressions:lift', at);
  refuseLonger('A reason', reason, LONGEST_REASON);
  let batch: LiftBatch | null = null;
  let lifted = 0;
  for (let after = 0, isDone = false; !isDone; ) {
    await inTransaction(database, async (client) => {
      const ids = await findBounced(client, filter, after, AT_ONCE);
      isDone = ids.length < AT_ONCE;
      if (ids.length === 0) return;
      batch ??= await beginBatch(client, actor, { filter, reason, at });
      await liftOfBatch(client, ids, batch);
      after = ids.at(-1) ?? after;
      lifted += ids.length;
    });
    onProgress?.(lifted);
  }
  const id = (batch as LiftBatch | null)?.id ?? null;
  if (id !== null) log.warn({ batch: id, count: lifted }, 'suppressions-lifted');
  return { batch: id, lifted };
}

/** Recorded with the batch: it is the first that is committed, and what is cut off stays told. */
async function beginBatch(
  client: Queryable,
  actor: Actor,
  { filter, reason, at }: LiftOrder & { readonly at: Date },
): Promise<LiftBatch> {
  const id = await insertLiftBatch(client, { reason, at });
  const facts = { reason, ...filter };
  await recordAct(client, actor, { action: 'suppressions.lift', object: ['lift-batch', id], facts });
  return { id, reason, at };
}

/**
 * Puts the suppressions of a batch back, within 24 hours of it; who confirmed since stays.
 * @param batchId null for the newest one
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND where there is none that can be undone
 */
export async function undoLift(
  { database, clock, log }: LiftingContext,
  actor: Actor,
  batchId: number | null,
  onProgress?: (putBack: number) => void,
): Promise<{ readonly batch: number; readonly putBack: number }> {
  const at = clock();
  permit(actor, 'suppressions:lift', at);
  const after = new Date(at.getTime() - UNDO_WITHIN_MS);
  let putBack = 0;
  let isRecorded = false;
  for (;;) {
    const { batch, isDone } = await inTransaction(database, async (client) => {
      const found = await findLiftBatch(client, { id: batchId, after });
      if (found === null) {
        const message = 'Nothing was lifted in the last 24 hours that was not undone; later it stays.';
        throw new BroadsheetError('NOT_FOUND', message);
      }
      const object = ['lift-batch', found.id] as const;
      if (!isRecorded) await recordAct(client, actor, { action: 'suppressions.lift-undo', object });
      isRecorded = true;
      const undone = await undoSome(client, found, AT_ONCE, at);
      putBack += undone.putBack;
      if (undone.seen < AT_ONCE) await markUndone(client, found.id, at);
      return { batch: found.id, isDone: undone.seen < AT_ONCE };
    });
    onProgress?.(putBack);
    if (!isDone) continue;
    log.warn({ batch, count: putBack }, 'lift-undone');
    return { batch, putBack };
  }
}
