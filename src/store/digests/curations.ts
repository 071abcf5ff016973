import type { CalendarDate } from '../../model/calendar-date.js';
import type { Curation, CurationAction, CurationWay } from '../../model/curation.js';
import type { PeriodicKind } from '../../model/digest.js';
import type { Queryable } from '../database.js';
import { OPEN_TO_CHANGE } from './release-desk.js';

/** What a new curation is recorded with. */
export type NewCuration = Omit<Curation, 'id' | 'title' | 'createdAt' | 'endedAt'> & { readonly now: Date };

/** What curations say of a digest at the moment that it freezes. */
export interface CurationInEffect {
  readonly paperId: string;
  /** `reserve`: it is pinned or added for a later digest of the kind, which this one does not anticipate. */
  readonly action: CurationAction | 'reserve';
  readonly note: string | null;
}

/** The same with what an operator sees of it. */
export interface StandingCuration extends CurationInEffect {
  readonly id: number;
  readonly title: string;
  /** Who decided it. */
  readonly by: string | null;
  /** Of what is hidden, the first day from which it is. */
  readonly period: CalendarDate;
}

export interface CurationQuestion {
  readonly kind: PeriodicKind;
  readonly period: CalendarDate;
  readonly lastDay: CalendarDate;
  readonly knownAt: Date;
}

interface CurationRow {
  readonly id: number;
  readonly paper_id: string;
  readonly title: string;
  readonly action: CurationAction;
  readonly kind: PeriodicKind | null;
  readonly period: CalendarDate;
  readonly note: string | null;
  readonly via: CurationWay;
  readonly actor_name: string | null;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

/** A pin or an addition whose digest is frozen: it did what it was for, unless that may still be changed. */
const USED = `EXISTS (SELECT FROM digests g WHERE kind = c.kind AND period >= c.period AND NOT ${OPEN_TO_CHANGE})`;

/**
 * What holds for a digest, as was known at a moment: pins in the order that they were put in, then all else as it was
 * decided. What was meant for an earlier digest that was never frozen counts for the next one.
 */
export async function curationsInEffect(
  client: Queryable,
  { kind, period, lastDay, knownAt }: CurationQuestion,
): Promise<StandingCuration[]> {
  const { rows } = await client.query<StandingCuration>(
    `SELECT c.id, c.paper_id AS "paperId", p.title, c.note, c.actor_name AS by, c.period,
            CASE WHEN c.action <> 'hide' AND c.period > $2 THEN 'reserve' ELSE c.action END AS action
       FROM curations c JOIN papers p ON p.id = c.paper_id
      WHERE c.created_at <= $4 AND (c.ended_at IS NULL OR c.ended_at > $4)
        AND CASE WHEN c.action = 'hide' THEN c.period <= $3
                 ELSE c.kind = $1 AND NOT EXISTS (
                        SELECT FROM digests
                         WHERE kind = $1 AND period >= c.period AND (c.period > $2 OR period < $2)) END
      ORDER BY c.rank NULLS LAST, c.created_at, c.id`,
    [kind, period, lastDay, knownAt],
  );
  return rows;
}

/** Puts pins in this order, the first on top. */
export async function rankPins(client: Queryable, ids: readonly number[]): Promise<void> {
  await client.query(
    `UPDATE curations c SET rank = p.place
       FROM unnest($1::bigint[]) WITH ORDINALITY AS p (id, place) WHERE c.id = p.id AND c.action = 'pin'`,
    [ids],
  );
}

/** Changes the note of a curation; null takes it away. */
export async function noteCuration(client: Queryable, id: number, note: string | null): Promise<void> {
  await client.query('UPDATE curations SET note = $2 WHERE id = $1', [id, note]);
}

/** Records a curation, in the place of those of the same paper that it speaks against. */
export async function insertCuration(client: Queryable, curation: NewCuration): Promise<Curation> {
  const { paperId, action, kind, period, note, via, by, now } = curation;
  await client.query(
    `UPDATE curations c SET ended_at = $3
      WHERE paper_id = $1 AND ended_at IS NULL AND ($2::text IS NULL OR kind IS NULL OR kind = $2) AND NOT ${USED}`,
    [paperId, kind, now],
  );
  const { rows } = await client.query<CurationRow>(
    `WITH made AS (
       INSERT INTO curations (paper_id, action, kind, period, note, via, actor_name, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *)
     SELECT made.*, p.title FROM made JOIN papers p ON p.id = made.paper_id`,
    [paperId, action, kind, period, note, via, by, now],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
  return curationOf(row);
}

/** The curations that hold, or with `all` also those that ended or whose digest is frozen; newest first. */
export async function listCurations(
  database: Queryable,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<Curation[]> {
  const { rows } = await database.query<CurationRow>(
    `SELECT c.*, p.title FROM curations c JOIN papers p ON p.id = c.paper_id
      WHERE $1 OR (ended_at IS NULL AND NOT ${USED})
      ORDER BY c.id DESC LIMIT $2`,
    [all, limit],
  );
  return rows.map(curationOf);
}

/** The curation with an id; null where there is none. */
export async function findCuration(database: Queryable, id: number): Promise<Curation | null> {
  const { rows } = await database.query<CurationRow>(
    'SELECT c.*, p.title FROM curations c JOIN papers p ON p.id = c.paper_id WHERE c.id = $1',
    [id],
  );
  return rows[0] === undefined ? null : curationOf(rows[0]);
}

/** Takes a curation back. */
export async function endCuration(client: Queryable, id: number, now: Date): Promise<void> {
  await client.query('UPDATE curations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL', [id, now]);
}

/** Whether a paper is stored. */
export async function isStored(client: Queryable, paperId: string): Promise<boolean> {
  const { rows } = await client.query<{ stored: boolean }>(
    'SELECT EXISTS (SELECT FROM papers WHERE id = $1) AS stored',
    [paperId],
  );
  return rows[0]?.stored ?? false;
}

/** The period of the digest of a kind that holds a paper, as one of its papers or in its block of late ones. */
export async function periodHolding(
  client: Queryable,
  kind: PeriodicKind,
  paperId: string,
): Promise<CalendarDate | null> {
  const { rows } = await client.query<{ period: CalendarDate }>(
    `SELECT period FROM digests
      WHERE id = (SELECT digest_id FROM digest_papers WHERE kind = $1 AND paper_id = $2
                   UNION ALL
                  SELECT digest_id FROM digest_bloomers WHERE kind = $1 AND paper_id = $2
                   LIMIT 1)`,
    [kind, paperId],
  );
  return rows[0]?.period ?? null;
}

function curationOf(row: CurationRow): Curation {
  return {
    id: row.id,
    paperId: row.paper_id,
    title: row.title,
    action: row.action,
    kind: row.kind,
    period: row.period,
    note: row.note,
    via: row.via,
    by: row.actor_name,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
