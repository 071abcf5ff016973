import { BroadsheetError } from '../errors.js';
import { type NamedPeriod, nameOfDigest } from '../model/digest-period.js';
import type { SettleDecision } from '../model/sending-control.js';
import type { Database } from '../store/database.js';
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
export interface MailingContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: { warn(fields: object, event: string): void };
  /** Tells the workers of slices that can be sent; one that does not hear of them finds them by its sweep. */
  readonly queues: { deliver(sliceIds: readonly number[]): Promise<void> };
}

/** Which mailing: a digest as it is stored. */
export interface MailedDigest extends NamedPeriod {
  readonly id: number;
}

/**
 * Pauses the mailing of a digest: every worker stops within a second, after the messages on the wire.
 * @returns false where it was paused already
 * @throws BroadsheetError DIGEST_CANCELLED
 */
export async function pauseMailing(
  { database, clock, log }: MailingContext,
  digest: MailedDigest,
  reason: string | null,
): Promise<boolean> {
  await refuseCancelled(database, digest);
  const isPaused = await pauseDigest(database, digest.id, { by: 'operator', reason, now: clock() });
  if (isPaused) log.warn({ digest: digest.id, by: 'operator' }, 'digest-paused');
  return isPaused;
}

/**
 * Lets the mailing of a paused digest go on and wakes the workers for what is left of it. Whoever says so has seen
 * the alarms, which are answered with it.
 * @returns false where it was not paused
 * @throws BroadsheetError DIGEST_CANCELLED
 */
export async function resumeMailing(
  { database, clock, log, queues }: MailingContext,
  digest: MailedDigest,
): Promise<boolean> {
  await refuseCancelled(database, digest);
  await answerAlarms(database, clock());
  if (!(await resumeDigest(database, digest.id))) return false;
  log.warn({ digest: digest.id }, 'digest-resumed');
  await queues.deliver(await openSlices(database, digest.id));
  return true;
}

/**
 * Ends the mailing of a digest for good. Repeating it skips what was locked the first time.
 * @returns how many deliveries were skipped
 */
export async function cancelMailing(
  { database, clock, log }: MailingContext,
  digest: MailedDigest,
): Promise<number> {
  if (await cancelDigest(database, digest.id, clock())) log.warn({ digest: digest.id }, 'digest-cancelled');
  return skipCancelled(database, digest.id, clock());
}

export interface Settlement {
  readonly decision: SettleDecision;
  /** One subscriber; null for all of the digest. */
  readonly subscriberId: number | null;
}

/**
 * Says what became of uncertain deliveries of a digest, or has them sent again, at the risk of a second copy.
 * @returns how many were settled
 */
export async function settleMailing(
  { database, clock, log, queues }: MailingContext,
  digest: MailedDigest,
  { decision, subscriberId }: Settlement,
): Promise<number> {
  const now = clock();
  const settled = await settleUncertain(database, { digestId: digest.id, decision, subscriberId, now });
  if (settled === 0) return 0;
  log.warn({ digest: digest.id, decision, count: settled }, 'deliveries-settled');
  if (decision === 'resend') {
    await gatherDue(database, now);
    await queues.deliver(await openSlices(database, digest.id));
  }
  return settled;
}

/** A paused digest can go on, a cancelled one never. */
async function refuseCancelled(database: Database, digest: MailedDigest): Promise<void> {
  const control = await findSendingControl(database, digest.id);
  if (control === null || control.cancelledAt === null) return;
  const message = `The mailing of ${nameOfDigest(digest)} was cancelled; that is for good.`;
  throw new BroadsheetError('DIGEST_CANCELLED', message);
}
