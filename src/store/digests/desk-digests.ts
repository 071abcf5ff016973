import type { CalendarDate } from '../../model/calendar-date.js';
import type { PeriodicKind } from '../../model/digest.js';
import type { DigestName } from '../../model/digest-period.js';
import type { DigestHold, ReleaseFacts } from '../../model/release-state.js';
import type { Queryable } from '../database.js';

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
