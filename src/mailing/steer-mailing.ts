import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { type NamedPeriod, nameOfDigest } from '../model/digest-period.js';
import type { SettleDecision } from '../model/sending-control.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { refuseLonger } from '../operators/refuse-longer.js';
import { type Act, recordAct } from '../store/audit.js';
import { type Database, inTransaction } from '../store/database.js';
import { gatherDue, openSlices } from '../store/deliveries/deliveries.js';
import { answerAlarms } from '../store/deliveries/sending-alarms.js';
import {
  cancelDigest,
  findSendingControl,
  pauseDigest,
  resumeDigest,
  skipCancelled,
} from '../store/deliveries/sending-control.js';
import { settleUncertain } from '../store/deliveries/uncertain.js';

/** What an operator's orders about a mailing need, by whichever way they come. */
export interface MailingContext extends Acting {
  readonly log: { warn(fields: object, event: string): void };
  /** Tells the workers of slices that can be sent; one that does not hear of them finds them by its sweep. */
  readonly queues: { deliver(sliceIds: readonly number[]): Promise<void> };
}

/** In characters. */
export const LONGEST_PAUSE_REASON = 200;

/** Which mailing: a digest as it is stored. */
export interface MailedDigest extends NamedPeriod {
  readonly id: number;
}

/**
 * Pauses the mailing of a digest: every worker stops within a second, after the messages on the wire.
 * @returns false where it was paused already
 * @throws BroadsheetError FORBIDDEN, DIGEST_CANCELLED, INPUT_INVALID where the reason is too long
 */
export async function pauseMailing(
  { database, clock, log }: MailingContext,
  actor: Actor,
  digest: MailedDigest,
  typed: string | null,
): Promise<boolean> {
  const now = clock();
  permit(actor, 'digests:steer', now);
  await refuseCancelled(database, digest);
  // It is told to endpoints and shown to whoever may look at digests.
  const reason = typed === null ? null : withoutAddresses(typed);
  refuseLonger('A reason', reason ?? '', LONGEST_PAUSE_REASON);
  const isPaused = await inTransaction(database, async (client) => {
    const paused = await pauseDigest(client, digest.id, { by: 'operator', reason, now });
    if (paused) await recordAct(client, actor, actOn('digest.pause', digest, { reason }));
    return paused;
  });
  if (isPaused) log.warn({ digest: digest.id, by: 'operator' }, 'digest-paused');
  return isPaused;
}

/**
 * Lets the mailing of a paused digest go on and wakes the workers for what is left of it. Whoever says so has seen
 * the alarms, which are answered with it.
 * @returns false where it was not paused
 * @throws BroadsheetError FORBIDDEN, DIGEST_CANCELLED
 */
export async function resumeMailing(
  { database, clock, log, queues }: MailingContext,
  actor: Actor,
  digest: MailedDigest,
): Promise<boolean> {
  const now = clock();
  permit(actor, 'digests:steer', now);
  await refuseCancelled(database, digest);
  const isResumed = await inTransaction(database, async (client) => {
    const alarms = await answerAlarms(client, now);
    const resumed = await resumeDigest(client, digest.id);
    if (resumed || alarms > 0) await recordAct(client, actor, actOn('digest.resume', digest, { alarms }));
    return resumed;
  });
  if (!isResumed) return false;
  log.warn({ digest: digest.id }, 'digest-resumed');
  await queues.deliver(await openSlices(database, digest.id));
  return true;
}

/**
 * Ends the mailing of a digest for good. Repeating it skips what was locked the first time.
 * @returns how many deliveries were skipped
 * @throws BroadsheetError FORBIDDEN
 */
export async function cancelMailing(
  { database, clock, log }: MailingContext,
  actor: Actor,
  digest: MailedDigest,
): Promise<number> {
  const now = clock();
  permit(actor, 'digests:steer', now);
  const isCancelled = await inTransaction(database, async (client) => {
    const cancelled = await cancelDigest(client, digest.id, now);
    if (cancelled) await recordAct(client, actor, actOn('digest.cancel', digest));
    return cancelled;
  });
  if (isCancelled) log.warn({ digest: digest.id }, 'digest-cancelled');
  return skipCancelled(database, digest.id, clock());
}

/** A record names so many subscribers by their ids; `count` says how many there were. */
const MOST_NAMED = 100;

export interface Settlement {
  readonly decision: SettleDecision;
  /** These subscribers; null for all of the digest. */
  readonly subscriberIds: readonly number[] | null;
  /** So many whoever decides has seen; while a relay loses connections more come. Any number where absent. */
  readonly atMost?: number | undefined;
}

/**
 * Says what became of uncertain deliveries of a digest, or has them sent again, at the risk of a second copy.
 * @returns how many were settled
 * @throws BroadsheetError FORBIDDEN, MORE_UNCERTAIN
 */
export async function settleMailing(
  { database, clock, log, queues }: MailingContext,
  actor: Actor,
  digest: MailedDigest,
  { decision, subscriberIds, atMost = Number.POSITIVE_INFINITY }: Settlement,
): Promise<number> {
  const now = clock();
  permit(actor, 'deliveries:settle', now);
  const settled = await inTransaction(database, async (client) => {
    const count = await settleUncertain(client, { digestId: digest.id, decision, subscriberIds, now });
    if (count > atMost) throw moreUncertain(count, atMost);
    const facts = { decision, subscribers: subscriberIds?.slice(0, MOST_NAMED) ?? null, count };
    if (count > 0) await recordAct(client, actor, actOn('deliveries.settle', digest, facts));
    return count;
  });
  if (settled === 0) return 0;
  log.warn({ digest: digest.id, decision, count: settled }, 'deliveries-settled');
  if (decision === 'resend') {
    await gatherDue(database, now);
    await queues.deliver(await openSlices(database, digest.id));
  }
  return settled;
}

function actOn(action: string, digest: MailedDigest, facts: Act['facts'] = {}): Act {
  return { action, object: ['digest', nameOfDigest(digest)], facts };
}

function moreUncertain(count: number, atMost: number): BroadsheetError {
  const message = `${count} deliveries are uncertain, and no more than ${atMost} were to be settled; look at them again.`;
  return new BroadsheetError('MORE_UNCERTAIN', message, { details: { count } });
}

/** A paused digest can go on, a cancelled one never. */
async function refuseCancelled(database: Database, digest: MailedDigest): Promise<void> {
  const control = await findSendingControl(database, digest.id);
  if (control === null || control.cancelledAt === null) return;
  const message = `The mailing of ${nameOfDigest(digest)} was cancelled; that is for good.`;
  throw new BroadsheetError('DIGEST_CANCELLED', message);
}
