import { DAY_MS, SECOND_MS } from '../durations.js';
import type { Actor } from '../model/actor.js';
import { domainOf } from '../model/address.js';
import type { Permission } from '../model/permission.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { insertNotices } from '../store/deliveries/notices.js';
import {
  type BulkAct,
  type BulkGroup,
  lastOfFirst,
  lockAskingAgain,
  newestReader,
  previewReaders,
  type ReaderSelection,
  takeReaders,
} from '../store/subscribers/bulk-readers.js';
import { insertConsents } from '../store/subscribers/consents.js';
import { askAgain } from '../store/subscribers/new-subscribers.js';
import { leave } from '../store/subscribers/transitions.js';
import type { SubscribersActing } from './operators-acts.js';

/** What each needs; erasing asks for a factor again. */
export const bulkNeeds: Readonly<Record<BulkAct, Permission>> = {
  unsubscribe: 'subscribers:write',
  resend: 'subscribers:write',
  erase: 'subscribers:erase',
};

/** Nobody is asked to confirm twice in a day by operators, however often they press. */
const ASK_AGAIN_AFTER_MS = DAY_MS;
/** So many are committed at a time: locks are short, and what is cut off has done a part that is told. */
const AT_ONCE = 1_000;
/** A person is erased on their own, and looked for in the mailbox where mail stays there. */
const ERASED_AT_ONCE = 25;

/** As long as a browser or a program is kept waiting for one answer; what is left is done by asking again. */
export const BULK_WITHIN_MS = 15 * SECOND_MS;

export interface BulkContext extends SubscribersActing {
  /** Erases one person, everywhere. */
  readonly erase: (actor: Actor, id: number) => Promise<boolean>;
}

/** What is to be looked at before it is done. */
export interface BulkAsked {
  readonly act: BulkAct;
  readonly selection: ReaderSelection;
  /** More than so many of each group need not be counted: one more says that there are. Absent: all are. */
  readonly most?: number;
  /** The highest id that is looked at; null or absent: whoever there is now. */
  readonly through?: number | null;
}

export interface BulkPreview {
  readonly groups: readonly BulkGroup[];
  /**
   * The id of the last one who was shown, of `most` in order of id where there are more: what is done through this id is
   * about nobody else, however often it is asked for, and whoever comes meanwhile.
   */
  readonly through: number;
}

/** With whom it would be done, and who would be left out and why. */
export async function previewBulk(
  { database, clock }: Pick<BulkContext, 'database' | 'clock'>,
  actor: Actor,
  { act, selection, most, through }: BulkAsked,
): Promise<BulkPreview> {
  permit(actor, bulkNeeds[act], clock());
  const bounds = { askedSince: askedSince(clock()), through: through ?? (await newestReader(database)) };
  const previewed = { act, selection, ...bounds };
  const groups = await previewReaders(database, { ...previewed, most: most ?? null });
  const isPart = most !== undefined && most > 0 && shownReaders(groups) > most;
  const last = isPart ? await lastOfFirst(database, { ...previewed, most }) : null;
  return { groups, through: last ?? bounds.through };
}

/** With how many of a preview it is to be done. */
export function shownReaders(groups: readonly BulkGroup[]): number {
  return groups.find(({ skipped }) => skipped === null)?.readers ?? 0;
}

export interface BulkRun {
  readonly selection: ReaderSelection;
  /** No more than were shown ({@link shownReaders}). */
  readonly atMost: number;
  /** The highest id that it is about, as that of a preview; null or absent: any. */
  readonly through?: number | null;
  readonly until: Date;
}

export interface BulkResult {
  readonly done: number;
  /** Whether some are left because the time was over; the same call goes on with them. */
  readonly more: boolean;
}

/**
 * Does one thing with many readers, the oldest first, in batches that are committed one after the other, until it is done
 * with `atMost` or `until` has come. With whom it was done is no longer among those with whom it can be, so that a call
 * that was cut off is made again and goes on.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export async function runBulk(
  context: BulkContext,
  actor: Actor,
  act: BulkAct,
  { selection, atMost, through, until }: BulkRun,
): Promise<BulkResult> {
  permit(actor, bulkNeeds[act], context.clock());
  const most = act === 'erase' ? ERASED_AT_ONCE : AT_ONCE;
  let done = 0;
  let after = 0;
  for (let left = atMost; left > 0; ) {
    const next: Next = { selection, after, through: through ?? null, limit: Math.min(most, left) };
    const batch =
      act === 'erase'
        ? await eraseSome(context, actor, next)
        : await inTransaction(context.database, (client) => someOf(client, context, actor, { ...next, act }));
    done += batch.done;
    left -= batch.taken.length;
    after = batch.taken.at(-1) ?? after;
    if (batch.taken.length < next.limit) break;
    if (left > 0 && context.clock() >= until) return { done, more: true };
  }
  return { done, more: false };
}

/** With whom it was tried, and with how many done: somebody else may do the same at the same moment. */
interface DoneBatch {
  /** Their ids, in order. */
  readonly taken: readonly number[];
  readonly done: number;
}

/** The next of a selection: those before them are not looked through again. */
interface Next {
  readonly selection: ReaderSelection;
  /** The id of the last one before them; 0 at the beginning. */
  readonly after: number;
  readonly through: number | null;
  readonly limit: number;
}

interface Batch extends Next {
  readonly act: Exclude<BulkAct, 'erase'>;
}

async function someOf(
  client: Queryable,
  { clock }: BulkContext,
  actor: Actor,
  { act, selection, ...place }: Batch,
): Promise<DoneBatch> {
  const now = clock();
  // Whom another press of the button asks at the same moment is known only once that is written.
  if (act === 'resend') await lockAskingAgain(client);
  const ids = await takeReaders(client, act, selection, { ...place, askedSince: askedSince(now) });
  if (ids.length === 0) return { taken: [], done: 0 };
  await (act === 'unsubscribe' ? leaveByOperator : askToConfirmAgain)(client, ids, now);
  const [one] = ids;
  const isOne = 'ids' in selection && selection.ids.length === 1 && one !== undefined;
  const action = act === 'unsubscribe' ? 'unsubscribe' : 'resend-confirmation';
  await recordAct(client, actor, {
    action: isOne ? `subscriber.${action}` : `subscribers.${action}`,
    object: isOne ? ['subscriber', one] : null,
    facts: isOne ? {} : { readers: ids.length },
  });
  return { taken: ids, done: ids.length };
}

async function leaveByOperator(client: Queryable, ids: readonly number[], now: Date): Promise<void> {
  const left = await leave(client, ids, now);
  await insertConsents(
    client,
    left.map(({ id: subscriberId }) => ({
      ...{ subscriberId, event: 'withdrawn' as const, via: 'operator' as const },
      ...{ wording: null, clientHash: null, at: now },
    })),
  );
}

/** A mail of its own has a serial of its own: the link in the one before says that there is a newer one. */
async function askToConfirmAgain(client: Queryable, ids: readonly number[], now: Date): Promise<void> {
  const asked = await askAgain(client, ids);
  await insertNotices(
    client,
    asked.map(({ subscriberId, key, serial }) => ({
      ...{ kind: 'confirmation' as const, subscriberId, serial },
      domain: domainOf(key),
    })),
    now,
  );
}

/** One after the other: each has a transaction, and an audit event, of its own. */
async function eraseSome(
  { database, clock, erase }: BulkContext,
  actor: Actor,
  { selection, ...place }: Next,
): Promise<DoneBatch> {
  const next = { ...place, askedSince: askedSince(clock()) };
  const ids = await takeReaders(database, 'erase', selection, next);
  let done = 0;
  for (const id of ids) if (await erase(actor, id)) done += 1;
  return { taken: ids, done };
}

function askedSince(now: Date): Date {
  return new Date(now.getTime() - ASK_AGAIN_AFTER_MS);
}
