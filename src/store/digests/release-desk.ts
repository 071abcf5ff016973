import type { CalendarDate } from '../../model/calendar-date.js';
import type { Digest, PeriodicKind } from '../../model/digest.js';
import { type DigestName, digestName, nameOfDigest } from '../../model/digest-period.js';
import type { ImportShare } from '../../model/import-share.js';
import type { DigestHold, ReleaseFacts } from '../../model/release-state.js';
import type { Queryable } from '../database.js';
import { tell } from '../outbox.js';
import { type DigestRow, digestFromRow } from './digests.js';

/** A digest on its way to its readers. */
export interface DeskDigest extends ReleaseFacts {
  /** Null while it is not frozen. */
  readonly id: number | null;
}

interface DeskRow {
  readonly id: number | null;
  readonly kind: PeriodicKind;
  readonly period: CalendarDate;
  readonly frozen_at: Date | null;
  readonly released_at: Date | null;
  readonly approved_at: Date | null;
  readonly approved_by: string | null;
  readonly cancelled_at: Date | null;
  readonly cancel_reason: string | null;
  readonly paused_at: Date | null;
  readonly fanned_out_at: Date | null;
  readonly is_going_out: boolean;
  readonly papers: number;
  readonly held_at: Date | null;
  readonly held_by: string | null;
  readonly reason: string | null;
  readonly imported: number | null;
  readonly readers: number | null;
  readonly was_held: boolean;
  readonly is_outdated: boolean;
}

/** That no hold stands on a digest `d`, as part of a statement. */
const NOT_HELD = `NOT EXISTS (SELECT FROM digest_holds h
                               WHERE h.kind = d.kind AND h.period = d.period AND h.lifted_at IS NULL)`;

/** That a digest `g` is frozen and may still be changed, because it is held: it is frozen again afterwards. */
export const OPEN_TO_CHANGE = `(g.released_at IS NULL AND g.cancelled_at IS NULL
  AND EXISTS (SELECT FROM digest_holds h
               WHERE h.kind = g.kind AND h.period = g.period AND h.lifted_at IS NULL))`;

/** That words, notes or the order of pins are not those that a digest `d` froze with, which leave no moment behind. */
const SAYS_OTHERWISE = `
  EXISTS (SELECT FROM digest_drafts w WHERE w.kind = d.kind AND w.period = d.period
          HAVING coalesce(jsonb_object_agg(w.language, w.intro) FILTER (WHERE w.intro IS NOT NULL), '{}') <> d.intro
              OR coalesce(jsonb_object_agg(w.language, w.subject) FILTER (WHERE w.subject IS NOT NULL), '{}') <> d.subject)
  OR EXISTS (SELECT FROM curations c JOIN digest_papers p ON p.digest_id = d.id AND p.paper_id = c.paper_id
              WHERE c.kind = d.kind AND c.period = d.period AND c.ended_at IS NULL
             HAVING bool_or(p.note IS DISTINCT FROM c.note)
                 OR array_agg(p.position ORDER BY c.rank NULLS LAST, c.created_at, c.id) FILTER (WHERE c.action = 'pin')
                    <> array_agg(p.position ORDER BY p.position) FILTER (WHERE c.action = 'pin'))`;

/** What the desk shows of each digest in `asked (kind, period)`, frozen or not. */
const DESK = `
SELECT d.id, a.kind, a.period, d.frozen_at, d.released_at, d.approved_at, d.approved_by, d.cancelled_at, d.cancel_reason,
       d.paused_at, d.fanned_out_at, h.held_at, h.held_by, h.reason, h.imported, h.readers,
       coalesce(d.fanned_out_at IS NOT NULL
                AND (EXISTS (SELECT FROM slices WHERE digest_id = d.id AND settled_at IS NULL)
                     OR EXISTS (SELECT FROM deliveries WHERE digest_id = d.id AND next_attempt_at IS NOT NULL)),
                false) AS is_going_out,
       (SELECT count(*) FROM digest_papers WHERE digest_id = d.id) AS papers,
       EXISTS (SELECT FROM digest_holds WHERE kind = a.kind AND period = a.period) AS was_held,
       coalesce(d.released_at IS NULL
                AND (EXISTS (SELECT FROM curations c
                             WHERE c.kind = a.kind AND c.period = a.period
                                OR c.kind IS NULL AND c.period <= CASE a.kind
                                     WHEN 'weekly' THEN a.period + 6
                                     WHEN 'monthly' THEN (a.period + interval '1 month')::date - 1
                                     ELSE a.period END
                            HAVING max(greatest(c.created_at, c.ended_at)) > d.frozen_at)
                    OR ${SAYS_OTHERWISE}), false) AS is_outdated
  FROM asked a
  LEFT JOIN digests d ON d.kind = a.kind AND d.period = a.period
  LEFT JOIN digest_holds h ON h.kind = a.kind AND h.period = a.period AND h.lifted_at IS NULL`;

/** What the rows say of a digest, whether it is frozen or not. */
export async function findDeskDigest(database: Queryable, { kind, period }: DigestName): Promise<DeskDigest> {
  const { rows } = await database.query<DeskRow & Record<string, unknown>>(
    `WITH asked AS (SELECT $1::text AS kind, $2::date AS period) ${DESK}`,
    [kind, period],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an outer join gives one row');
  return deskDigestOf(row);
}

/** The digests of some days, weeks or months that are frozen and neither released nor cancelled, oldest first. */
export async function unreleasedDigests(
  database: Queryable,
  since: CalendarDate,
): Promise<readonly (DigestName & { readonly id: number; readonly facts: ReleaseFacts })[]> {
  const { rows } = await database.query<DeskRow & Record<string, unknown>>(
    `WITH asked AS (SELECT kind, period FROM digests
                     WHERE kind IN ('daily', 'weekly', 'monthly') AND period >= $1
                       AND released_at IS NULL AND cancelled_at IS NULL) ${DESK}
      ORDER BY a.period, a.kind`,
    [since],
  );
  return rows.flatMap((row) => {
    if (row.id === null) return [];
    return [{ id: row.id, kind: row.kind, period: row.period, facts: deskDigestOf(row) }];
  });
}

function deskDigestOf(row: DeskRow): DeskDigest {
  return {
    id: row.id,
    frozenAt: row.frozen_at,
    releasedAt: row.released_at,
    approvedAt: row.approved_at,
    approvedBy: row.approved_by,
    cancelledAt: row.cancelled_at,
    cancelReason: row.cancel_reason,
    pausedAt: row.paused_at,
    fannedOutAt: row.fanned_out_at,
    isGoingOut: row.is_going_out,
    papers: row.papers,
    hold: holdOf(row),
    wasHeld: row.was_held,
    isOutdated: row.is_outdated,
  };
}

function holdOf({ held_at: heldAt, held_by: heldBy, reason, imported, readers }: DeskRow): DigestHold | null {
  if (heldAt === null || heldBy === null) return null;
  const share = imported === null || readers === null ? null : { imported, readers };
  return { heldAt, heldBy, reason, share };
}

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
