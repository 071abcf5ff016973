import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { type DigestName, digestName, dueMoment, latestDueOf } from '../model/digest-period.js';
import { oneLine } from '../model/one-line.js';
import { type ReviewSettings, readersDueAt } from '../model/release-state.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { LONGEST_REASON, refuseLonger } from '../operators/refuse-longer.js';
import { type Act, recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { type DeskDigest, findDeskDigest } from '../store/digests/desk-digests.js';
import { hasEdited } from '../store/digests/digest-editors.js';
import {
  approveFrozen,
  claimRelease,
  insertHold,
  liftHold,
  lockRelease,
} from '../store/digests/release-desk.js';
import { holdAfterImport } from './hold-after-import.js';
import {
  frozenOf,
  refuseCancelled,
  refuseChanged,
  refuseReleased,
  refuseUnready,
} from './release-refusals.js';

/** What the acts between freezing and mailing need, by whichever way they come. */
export interface DeskContext extends Acting {
  readonly config: ReviewSettings;
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void };
  readonly queues: {
    /** Tells the workers that a digest may be due; one that does not hear of it finds it by its sweep. */
    assemble(period: 'due', options: { readonly release: true }): Promise<void>;
  };
}

/**
 * Keeps a digest from being released, also before it is frozen; it is frozen all the same.
 * @returns false where it was held already
 * @throws BroadsheetError FORBIDDEN, DIGEST_RELEASED, DIGEST_CANCELLED, DIGEST_NOT_FOUND for one that was never frozen
 *   and never will be, INPUT_INVALID for a reason that is too long
 */
export async function holdDigest(
  context: DeskContext,
  actor: Actor,
  name: DigestName,
  reason: string | null,
): Promise<boolean> {
  const { log, clock } = context;
  const said = reasonOf(reason);
  const isHeld = await decide(context, actor, name, async (client, digest) => {
    refuseCancelled(name, digest);
    refuseReleased(name, digest);
    if (digest.id === null) refusePassed(context, name);
    const hold = { by: withoutAddresses(actor.name), reason: said, now: clock() };
    const held = await insertHold(client, name, hold);
    if (held) await recordAct(client, actor, actOnDigest('digest.hold', name, { reason: said }));
    return held;
  });
  if (isHeld) log.info({ ...name }, 'digest-held');
  return isHeld;
}

/**
 * Lifts the hold of a digest: it is released when its time comes, or within seconds where that is over.
 * @returns false where it was not held
 * @throws BroadsheetError FORBIDDEN
 */
export async function liftDigest(context: DeskContext, actor: Actor, name: DigestName): Promise<boolean> {
  const { log, clock } = context;
  const isLifted = await decide(context, actor, name, async (client) => {
    const lifted = await liftHold(client, name, { by: withoutAddresses(actor.name), now: clock() });
    if (lifted) await recordAct(client, actor, actOnDigest('digest.lift', name));
    return lifted;
  });
  if (!isLifted) return false;
  log.info({ ...name }, 'digest-lifted');
  await wake(context);
  return true;
}

/**
 * Approves what is frozen. With DIGEST_APPROVAL=second nobody approves what they have edited.
 * @param frozenAt which freezing was looked at; absent: whichever there is
 * @returns false where it was approved already
 * @throws BroadsheetError FORBIDDEN, DIGEST_NOT_FOUND where it is not frozen, DIGEST_CHANGED, DIGEST_RELEASED,
 *   DIGEST_CANCELLED, SECOND_NEEDED
 */
export async function approveDigest(
  context: DeskContext,
  actor: Actor,
  name: DigestName,
  frozenAt?: Date,
): Promise<boolean> {
  const { log, clock, config } = context;
  const isApproved = await decide(context, actor, name, async (client, digest) => {
    const frozen = frozenOf(name, digest);
    refuseCancelled(name, digest);
    refuseReleased(name, digest);
    refuseChanged(name, frozen, frozenAt);
    if (config.digestApproval === 'second') await refuseEditor(client, actor, name);
    const approval = { by: withoutAddresses(actor.name), now: clock() };
    const approved = await approveFrozen(client, frozen.id, approval);
    if (approved) await recordAct(client, actor, actOnDigest('digest.approve', name));
    return approved;
  });
  if (!isApproved) return false;
  log.info({ ...name }, 'digest-approved');
  await wake(context);
  return true;
}

/**
 * Releases a frozen digest before its time. Readers' hours stay what they are: who has passed theirs gets it at once.
 * @returns false where it was released already
 * @throws BroadsheetError FORBIDDEN, DIGEST_NOT_FOUND, DIGEST_CANCELLED, DIGEST_HELD, DIGEST_NOT_APPROVED
 */
export async function releaseNow(context: DeskContext, actor: Actor, name: DigestName): Promise<boolean> {
  const { log, clock, config } = context;
  permit(actor, 'digests:approve', clock());
  // Who was imported since it was frozen is known to nobody who looked at it.
  await holdAfterImport(context, name);
  const released = await decide(context, actor, name, async (client, digest) => {
    const { id } = frozenOf(name, digest);
    refuseUnready(name, digest, config.digestApproval);
    const now = clock();
    const claim = { now, asksApproval: config.digestApproval !== 'none' };
    const claimed = await claimRelease(client, id, {
      ...claim,
      readersDueAt: readersDueAt(name, config, now),
    });
    if (claimed !== null) await recordAct(client, actor, actOnDigest('digest.release', name));
    return claimed;
  });
  if (released === null) return false;
  log.info({ ...name, digest: released.id }, 'digest-released');
  await wake(context);
  return true;
}

/** What was decided holds also where the queue does not answer: the sweep comes to it. */
async function wake({ queues }: DeskContext): Promise<void> {
  await queues.assemble('due', { release: true }).catch(() => undefined);
}

/** Permits, and lets one transaction at a time decide about a digest, on what its rows say then. */
export async function decide<T>(
  { database, clock }: Acting,
  actor: Actor,
  name: DigestName,
  act: (client: Queryable, digest: DeskDigest) => Promise<T>,
): Promise<T> {
  permit(actor, 'digests:approve', clock());
  return inTransaction(database, async (client) => {
    await lockRelease(client, name);
    return act(client, await findDeskDigest(client, name));
  });
}

function refusePassed({ config, clock }: DeskContext, { kind, period }: DigestName): void {
  const { digestTime, digestTimezone } = config;
  if (period >= latestDueOf(kind, clock(), digestTime, digestTimezone)) return;
  const name = digestName(kind, period);
  const dueAt = dueMoment({ kind, period }, digestTime, digestTimezone).toISOString();
  const message = `There is no digest for ${name}, and none will be frozen by itself: it was due ${dueAt}.`;
  throw new BroadsheetError('DIGEST_NOT_FOUND', message);
}

async function refuseEditor(client: Queryable, actor: Actor, name: DigestName): Promise<void> {
  if (!(await hasEdited(client, name, actor))) return;
  const message = `${actor.name} has edited ${digestName(name.kind, name.period)}: somebody else has to approve it.`;
  throw new BroadsheetError('SECOND_NEEDED', message);
}

function reasonOf(given: string | null): string | null {
  const reason = withoutAddresses(oneLine(given ?? ''));
  refuseLonger('A reason', reason, LONGEST_REASON);
  return reason === '' ? null : reason;
}

export function actOnDigest(action: string, { kind, period }: DigestName, facts: Act['facts'] = {}): Act {
  return { action, object: ['digest', digestName(kind, period)], facts };
}
