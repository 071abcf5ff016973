import { BroadsheetError } from '../errors.js';
import {
  type DigestName,
  digestName,
  type NamedPeriod,
  namedDays,
  namedDigest,
} from '../model/digest-period.js';
import { type Approval, needsApproval } from '../model/release-state.js';
import type { Queryable } from '../store/database.js';
import { type DeskDigest, findDeskDigest } from '../store/digests/desk-digests.js';

/**
 * Refuses to mail what is not released yet and is held, or lacks the approval that it needs.
 * @throws BroadsheetError DIGEST_CANCELLED, DIGEST_HELD, DIGEST_NOT_APPROVED
 */
export function refuseUnready(name: DigestName, digest: DeskDigest, approval: Approval): void {
  refuseCancelled(name, digest);
  if (digest.releasedAt !== null) return;
  const written = digestName(name.kind, name.period);
  if (digest.hold !== null) {
    const { heldBy, reason } = digest.hold;
    const why = reason === null ? '' : `: ${reason}`;
    const message = `${written} is held by ${heldBy}${why}. Lift the hold first: broadsheet lift ${written}.`;
    throw new BroadsheetError('DIGEST_HELD', message);
  }
  if (!needsApproval(digest, approval) || digest.approvedAt !== null) return;
  const message = `${written} is not approved. Approve it first: broadsheet approve ${written}.`;
  throw new BroadsheetError('DIGEST_NOT_APPROVED', message);
}

/**
 * The same of a digest of any kind, before somebody is sent it by hand: what goes out to one reader has gone out.
 * @throws as {@link refuseUnready}
 */
export async function refuseUnmailable(
  database: Queryable,
  { kind, period }: NamedPeriod,
  approval: Approval,
): Promise<void> {
  if (kind === 'sample' || kind === 'gathered') return;
  const name = { kind, period };
  refuseUnready(name, await findDeskDigest(database, name), approval);
}

/** @throws BroadsheetError DIGEST_NOT_FOUND */
export function frozenOf(
  { kind, period }: DigestName,
  { id, frozenAt }: DeskDigest,
): { readonly id: number; readonly frozenAt: Date } {
  if (id !== null && frozenAt !== null) return { id, frozenAt };
  const message = `There is no digest for ${digestName(kind, period)}: it is not frozen yet.`;
  throw new BroadsheetError('DIGEST_NOT_FOUND', message);
}

/** @throws BroadsheetError DIGEST_RELEASED */
export function refuseReleased({ kind, period }: DigestName, { releasedAt }: DeskDigest): void {
  if (releasedAt === null) return;
  const name = digestName(kind, period);
  const message = `${name} was released ${releasedAt.toISOString()}. Its mailing can be paused: broadsheet pause.`;
  throw new BroadsheetError('DIGEST_RELEASED', message);
}

/** @throws BroadsheetError DIGEST_CANCELLED */
export function refuseCancelled({ kind, period }: DigestName, { cancelledAt }: DeskDigest): void {
  if (cancelledAt === null) return;
  const message = `${digestName(kind, period)} was cancelled ${cancelledAt.toISOString()}; that is for good.`;
  throw new BroadsheetError('DIGEST_CANCELLED', message);
}

/** @throws BroadsheetError DIGEST_CHANGED where another freezing was looked at */
export function refuseChanged(name: DigestName, frozen: { readonly frozenAt: Date }, looked?: Date): void {
  if (looked === undefined || looked.getTime() === frozen.frozenAt.getTime()) return;
  const message = `${digestName(name.kind, name.period)} was frozen again meanwhile. Look at what it holds now.`;
  throw new BroadsheetError('DIGEST_CHANGED', message);
}

/**
 * The digest that a name stands for, frozen or not.
 * @throws BroadsheetError DATE_INVALID where it stands for none, INPUT_INVALID for gathered days, which are made of what
 *   is released
 */
export function deskName(written: string): DigestName {
  const name = namedDigest(written);
  if (name !== null) return name;
  if (namedDays(written) !== null) {
    const message = 'Gathered days are made of released digests. Name one of the days.';
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  const message = 'Days are written as YYYY-MM-DD, weeks as YYYY-Www, months as YYYY-MM.';
  throw new BroadsheetError('DATE_INVALID', message);
}
