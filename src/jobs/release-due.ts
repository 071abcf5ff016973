import { holdAfterImport } from '../digests/hold-after-import.js';
import { DAY_MS } from '../durations.js';
import { dateIn } from '../model/calendar-date.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import {
  needsApproval,
  type ReleaseFacts,
  type ReleaseStep,
  type ReviewSettings,
  readersDueAt,
  releaseMoment,
  releaseStep,
} from '../model/release-state.js';
import { recordAct } from '../store/audit.js';
import { type Database, inTransaction } from '../store/database.js';
import { noteUnapproved } from '../store/deliveries/watch-mailings.js';
import { unreleasedDigests } from '../store/digests/desk-digests.js';
import { cancelUnapproved, claimRelease, lockRelease } from '../store/digests/release-desk.js';

export interface ReleaseContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly config: ReviewSettings;
  readonly log: { info(fields: object, event: string): void; warn(fields: object, event: string): void };
}

/** The longest period, and the longest time that its readers are looked for, with room. */
const LOOK_BACK_DAYS = 62;

const bySystem = { kind: 'system', id: null, name: 'review', clientHash: null } as const;

/**
 * Releases what is frozen and due, not held, and approved where that is asked; tells of what nobody approved in time, and
 * cancels it in the end.
 */
export async function releaseDue(context: ReleaseContext): Promise<void> {
  const { database, clock, config } = context;
  const now = clock();
  const since = dateIn('UTC', new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS));
  const unapproved: number[] = [];
  for (const { facts, ...digest } of await unreleasedDigests(database, since)) {
    const step = releaseStep(digest, facts, config, now);
    if (isOnItsWay(digest, facts, step, context)) await holdAfterImport(context, digest);
    if (step === 'release') await releaseIfMay(context, { ...digest, papers: facts.papers });
    if (step === 'cancel') await cancel(context, digest);
    if (step === 'wait' && isOverdue(digest, facts, context)) unapproved.push(digest.id);
  }
  if (unapproved.length > 0) await noteUnapproved(database, unapproved, now);
}

/** Whether it goes out now, after its review or once somebody approves it: it is held long before, for somebody to lift that. */
function isOnItsWay(
  name: DigestName,
  facts: ReleaseFacts,
  step: ReleaseStep,
  context: ReleaseContext,
): boolean {
  const { frozenAt, hold, papers } = facts;
  if (frozenAt === null || hold !== null || papers === 0 || step === 'cancel') return false;
  if (step === 'release' || context.clock() < releaseMoment(name, frozenAt, context.config)) return true;
  return isOverdue(name, facts, context);
}

/** Whether it would be out if somebody had approved it. */
function isOverdue(
  name: DigestName,
  { frozenAt, approvedAt, hold, papers }: ReleaseFacts,
  { config, clock }: ReleaseContext,
): boolean {
  if (frozenAt === null || approvedAt !== null || hold !== null) return false;
  return needsApproval({ papers }, config.digestApproval) && clock() >= releaseMoment(name, frozenAt, config);
}

/** Releases a digest, unless somebody has it held or has yet to approve it. False where it was not released now. */
export async function releaseIfMay(
  { database, clock, config, log }: ReleaseContext,
  { id, kind, period, papers }: DigestName & { readonly id: number; readonly papers: number },
): Promise<boolean> {
  const name = { kind, period };
  const now = clock();
  const claim = {
    now,
    asksApproval: config.digestApproval !== 'none',
    readersDueAt: readersDueAt(name, config, now),
  };
  const released = await inTransaction(database, async (client) => {
    await lockRelease(client, name);
    return claimRelease(client, id, claim);
  });
  if (released === null) return false;
  log.info({ ...name, digest: id, papers }, 'digest-released');
  return true;
}

async function cancel(
  { database, clock, log }: ReleaseContext,
  { id, kind, period }: DigestName & { readonly id: number },
): Promise<void> {
  const isCancelled = await inTransaction(database, async (client) => {
    await lockRelease(client, { kind, period });
    const cancelled = await cancelUnapproved(client, id, clock());
    const object = ['digest', digestName(kind, period)] as const;
    const facts = { reason: 'not-approved' };
    if (cancelled) await recordAct(client, bySystem, { action: 'digest.cancel', object, facts });
    return cancelled;
  });
  if (isCancelled) log.warn({ kind, period, digest: id, reason: 'not-approved' }, 'digest-cancelled');
}
