import type { CalendarDate } from '../../model/calendar-date.js';
import type { Digest, PeriodicKind } from '../../model/digest.js';
import type { DigestName } from '../../model/digest-period.js';
import type { Queryable } from '../database.js';
import { type DigestRow, digestFromRow } from './digests.js';

/** A digest as a calendar shows it. */
export interface CalendarDigest extends Digest {
  readonly kind: PeriodicKind;
  readonly paperCount: number;
  readonly pausedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly approvedAt: Date | null;
  /** True where somebody holds it. */
  readonly hold: true | null;
  /** Whether deliveries of it wait or are on the wire. */
  readonly isGoingOut: boolean;
}

interface CalendarRow extends DigestRow {
  readonly kind: PeriodicKind;
  readonly paper_count: number;
  readonly paused_at: Date | null;
  readonly cancelled_at: Date | null;
  readonly approved_at: Date | null;
  readonly held: true | null;
  readonly is_going_out: boolean;
}

/** The digests of days, weeks and months whose periods begin on one of these days; both belong to them. */
export async function calendarDigests(
  database: Queryable,
  { from, until }: { readonly from: CalendarDate; readonly until: CalendarDate },
): Promise<CalendarDigest[]> {
  const { rows } = await database.query<CalendarRow>(
    `SELECT d.*, (SELECT count(*) FROM digest_papers WHERE digest_id = d.id) AS paper_count,
            EXISTS (SELECT FROM slices WHERE digest_id = d.id AND settled_at IS NULL) AS is_going_out,
            (SELECT true FROM digest_holds h
              WHERE h.kind = d.kind AND h.period = d.period AND h.lifted_at IS NULL) AS held
       FROM digests d
      WHERE kind IN ('daily', 'weekly', 'monthly') AND period BETWEEN $1 AND $2
      ORDER BY period, kind`,
    [from, until],
  );
  return rows.map(calendarDigestOf);
}

/** What somebody holds that is not frozen. */
export async function heldBeforeFreezing(database: Queryable): Promise<DigestName[]> {
  const { rows } = await database.query<DigestName & Record<string, unknown>>(
    `SELECT kind, period FROM digest_holds h
      WHERE lifted_at IS NULL AND NOT EXISTS (SELECT FROM digests WHERE kind = h.kind AND period = h.period)
      ORDER BY period, kind`,
  );
  return rows.map(({ kind, period }) => ({ kind, period }));
}

/** One of them; null where it is not frozen. */
export async function calendarDigest(
  database: Queryable,
  { kind, period }: { readonly kind: PeriodicKind; readonly period: CalendarDate },
): Promise<CalendarDigest | null> {
  const found = await calendarDigests(database, { from: period, until: period });
  return found.find((digest) => digest.kind === kind) ?? null;
}

function calendarDigestOf(row: CalendarRow): CalendarDigest {
  return {
    ...digestFromRow(row),
    kind: row.kind,
    paperCount: row.paper_count,
    pausedAt: row.paused_at,
    cancelledAt: row.cancelled_at,
    approvedAt: row.approved_at,
    hold: row.held,
    isGoingOut: row.is_going_out,
  };
}
