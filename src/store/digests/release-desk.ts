import type { Digest } from '../../model/digest.js';
import { type DigestName, digestName, nameOfDigest } from '../../model/digest-period.js';
import type { ImportShare } from '../../model/import-share.js';
import type { Queryable } from '../database.js';
import { tell } from '../outbox.js';
import { type DigestRow, digestFromRow } from './digests.js';

/** That no hold stands on a digest `d`, as part of a statement. */
const NOT_HELD = `NOT EXISTS (SELECT FROM digest_holds h
                               WHERE h.kind = d.kind AND h.period = d.period AND h.lifted_at IS NULL)`;

/** That a digest `g` is frozen and may still be changed, because it is held: it is frozen again afterwards. */
export const OPEN_TO_CHANGE = `(g.released_at IS NULL AND g.cancelled_at IS NULL
  AND EXISTS (SELECT FROM digest_holds h
               WHERE h.kind = g.kind AND h.period = g.period AND h.lifted_at IS NULL))`;

/**
 * Lets one transaction at a time decide about the release of a digest, frozen or not; held until it ends. A hold is a
 * row beside the digest, which the statement that releases it would otherwise not see when both begin at once.
 */
export async function lockRelease(client: Queryable, { kind, period }: DigestName): Promise<void> {
  await client.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('release digest ' || $1 || ' ' || $2, 0))`,
    [kind, period],
  );
}

export interface NewHold {
  readonly by: string;
  readonly reason: string | null;
  readonly now: Date;
  /** Absent: an operator holds it. */
  readonly share?: ImportShare;
}

/**
 * Holds a digest, under {@link lockRelease}.
 * @returns false where it is held, released or cancelled already
 */
export async function insertHold(
  client: Queryable,
  { kind, period }: DigestName,
  { by, reason, now, share }: NewHold,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO digest_holds (kind, period, held_at, held_by, reason, imported, readers)
     SELECT $1, $2, $3, $4, $5, $6, $7
      WHERE NOT EXISTS (SELECT FROM digests WHERE kind = $1 AND period = $2
                         AND (released_at IS NOT NULL OR cancelled_at IS NOT NULL))
     ON CONFLICT (kind, period) WHERE lifted_at IS NULL DO NOTHING`,
    [kind, period, now, by, reason, share?.imported ?? null, share?.readers ?? null],
  );
  if ((rowCount ?? 0) === 0) return false;
  const data = { digest: digestName(kind, period), by, reason };
  await tell(client, { type: 'digest.held', at: now, data });
  return true;
}

/** Lifts the hold of a digest. False where none stands. */
export async function liftHold(
  client: Queryable,
  { kind, period }: DigestName,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE digest_holds SET lifted_at = $3, lifted_by = $4
      WHERE kind = $1 AND period = $2 AND lifted_at IS NULL`,
    [kind, period, now, by],
  );
  return (rowCount ?? 0) > 0;
}

/** Approves a frozen digest. False where it was approved, released or cancelled before. */
export async function approveFrozen(
  client: Queryable,
  id: number,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { rows } = await client.query<DigestRow>(
    `UPDATE digests SET approved_at = $2, approved_by = $3
      WHERE id = $1 AND approved_at IS NULL AND released_at IS NULL AND cancelled_at IS NULL
      RETURNING *`,
    [id, now, by],
  );
  const [row] = rows;
  if (row === undefined) return false;
  const data = { digest: nameOfDigest(digestFromRow(row)), by };
  await tell(client, { type: 'digest.approved', at: now, data });
  return true;
}

export interface ReleaseClaim {
  readonly now: Date;
  /** Whether somebody has to have approved it; nobody has to where it is empty. */
  readonly asksApproval: boolean;
  /** See readersDueAt() of model/release-state.ts. */
  readonly readersDueAt: Date | null;
}

/**
 * Releases a digest, under {@link lockRelease}: the one statement by which a digest that is mailed becomes so. Of
 * several workers one gets it.
 * @returns null where it was released or cancelled before, is held, or lacks its approval
 */
export async function claimRelease(
  client: Queryable,
  id: number,
  { now, asksApproval, readersDueAt }: ReleaseClaim,
): Promise<Digest | null> {
  const { rows } = await client.query<DigestRow>(
    `UPDATE digests d SET released_at = $2, readers_due_at = $4, stuck_at = NULL
      WHERE id = $1 AND released_at IS NULL AND cancelled_at IS NULL AND ${NOT_HELD}
        AND (NOT $3 OR approved_at IS NOT NULL OR NOT EXISTS (SELECT FROM digest_papers WHERE digest_id = d.id))
      RETURNING *`,
    [id, now, asksApproval, readersDueAt],
  );
  if (rows[0] === undefined) return null;
  const released = digestFromRow(rows[0]);
  await tell(client, { type: 'digest.released', at: now, data: { digest: nameOfDigest(released) } });
  return released;
}

/** Cancels a digest that nobody approved. False where somebody has meanwhile, or it is cancelled. */
export async function cancelUnapproved(client: Queryable, id: number, now: Date): Promise<boolean> {
  const { rows } = await client.query<DigestRow>(
    `UPDATE digests SET cancelled_at = $2, cancel_reason = 'not-approved'
      WHERE id = $1 AND released_at IS NULL AND cancelled_at IS NULL AND approved_at IS NULL
      RETURNING *`,
    [id, now],
  );
  const [row] = rows;
  if (row === undefined) return false;
  const data = { digest: nameOfDigest(digestFromRow(row)) };
  await tell(client, { type: 'digest.cancelled', at: now, data });
  return true;
}
