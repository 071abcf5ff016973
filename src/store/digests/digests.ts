import type { CalendarDate } from '../../model/calendar-date.js';
import {
  type Digest,
  type DigestKind,
  type DigestRemarks,
  type DigestWithPapers,
  noRemarks,
} from '../../model/digest.js';
import type { WordsByLanguage } from '../../model/intro.js';
import type { Queryable } from '../database.js';
import { digestNameSql } from '../digest-name.js';
import { tellSql } from '../outbox.js';
import { bloomersOfDigest } from './digest-bloomers.js';
import { papersOfDigest } from './digest-papers.js';

export interface DigestRow {
  readonly id: number;
  readonly kind: DigestKind;
  readonly period: CalendarDate;
  readonly last_day: CalendarDate | null;
  readonly list_date: CalendarDate;
  readonly strategy: string;
  readonly frozen_at: Date;
  readonly released_at: Date | null;
  readonly fanned_out_at: Date | null;
  /** Empty where it was frozen before there were any. */
  readonly remarks: Partial<DigestRemarks>;
  readonly intro: WordsByLanguage;
  readonly subject: WordsByLanguage;
}

/** A digest in a list of digests. */
export interface DigestSummary extends Digest {
  /** How many papers it holds; 0 for a day without a list. */
  readonly paperCount: number;
  /** Those of its first papers. */
  readonly titles: readonly string[];
}

/** How many titles tell one digest from another. */
const TITLES = 2;

export interface DigestPage {
  /** Default: daily. */
  readonly kind?: DigestKind;
  /** Only periods before this one: the last one of the page before. */
  readonly before?: CalendarDate;
  readonly limit: number;
}

/** The digest of a kind for a period. */
export async function findDigest(
  database: Queryable,
  kind: DigestKind,
  period: CalendarDate,
): Promise<DigestWithPapers | null> {
  return withPapers(
    database,
    await database.query<DigestRow>('SELECT * FROM digests WHERE kind = $1 AND period = $2', [kind, period]),
  );
}

/** The digest with an id. */
export async function findDigestById(database: Queryable, id: number): Promise<DigestWithPapers | null> {
  return withPapers(database, await database.query<DigestRow>('SELECT * FROM digests WHERE id = $1', [id]));
}

/**
 * The newest digest of a kind that holds papers, was released and not cancelled: what a reader gets who asks for the current
 * one. Samples are never mailed to a list, so they need no release.
 */
export async function latestDigestWithPapers(
  database: Queryable,
  kind: DigestKind,
): Promise<DigestWithPapers | null> {
  return withPapers(
    database,
    await database.query<DigestRow>(
      `SELECT * FROM digests d
        WHERE kind = $1 AND (released_at IS NOT NULL OR kind = 'sample') AND cancelled_at IS NULL
          AND EXISTS (SELECT FROM digest_papers WHERE digest_id = d.id)
        ORDER BY period DESC LIMIT 1`,
      [kind],
    ),
  );
}

/**
 * Whether anybody may see a digest: one that is only frozen may still be changed, or never come. Samples are never
 * mailed to a list, so they need no release.
 */
export function isPublic({ kind, releasedAt }: Pick<Digest, 'kind' | 'releasedAt'>): boolean {
  return releasedAt !== null || kind === 'sample';
}

/** Digests of one kind that were released, the newest period first, without their papers. */
export async function listDigests(database: Queryable, page: DigestPage): Promise<DigestSummary[]> {
  const { rows } = await database.query<
    DigestRow & { readonly paper_count: number; readonly titles: readonly string[] }
  >(
    `SELECT d.*, (SELECT count(*) FROM digest_papers WHERE digest_id = d.id) AS paper_count,
            ARRAY(SELECT paper ->> 'title' FROM digest_papers WHERE digest_id = d.id AND position <= ${TITLES} ORDER BY position)
              AS titles
       FROM digests d
      WHERE kind = $1 AND ($2::date IS NULL OR period < $2) AND (released_at IS NOT NULL OR kind = 'sample')
      ORDER BY period DESC LIMIT $3`,
    [page.kind ?? 'daily', page.before ?? null, page.limit],
  );
  return rows.map((row) => ({ ...digestFromRow(row), paperCount: row.paper_count, titles: row.titles }));
}

/** A digest that may be given to readers, or never will be. */
export interface ReleasedDigest {
  readonly id: number;
  readonly period: CalendarDate;
  /** It holds papers and was not cancelled. */
  readonly isMailed: boolean;
  /** From when on its readers are looked for, where that is later than it was due; null: as it was due. */
  readonly readersDueAt: Date | null;
}

/** The digests of a kind that nobody waits for any more, of `since` and later periods: they were released, or cancelled before. */
export async function releasedDigests(
  database: Queryable,
  kind: DigestKind,
  since: CalendarDate,
): Promise<ReleasedDigest[]> {
  const { rows } = await database.query<{
    id: number;
    period: CalendarDate;
    is_mailed: boolean;
    readers_due_at: Date | null;
  }>(
    `SELECT id, period, readers_due_at,
            cancelled_at IS NULL AND EXISTS (SELECT FROM digest_papers WHERE digest_id = d.id) AS is_mailed
       FROM digests d WHERE kind = $1 AND period >= $2 AND (released_at IS NOT NULL OR cancelled_at IS NOT NULL)`,
    [kind, since],
  );
  return rows.map((row) => ({
    id: row.id,
    period: row.period,
    isMailed: row.is_mailed,
    readersDueAt: row.readers_due_at,
  }));
}

/**
 * Lets a digest be mailed from `now` on. One that was released before keeps its time.
 * @returns null where there is no such digest
 */
export async function releaseDigest(database: Queryable, id: number, now: Date): Promise<Digest | null> {
  const { rows } = await database.query<DigestRow>(
    `WITH former AS (SELECT id, released_at FROM digests WHERE id = $1 FOR UPDATE), released AS (
       UPDATE digests SET released_at = coalesce(digests.released_at, $2)
         FROM former WHERE digests.id = former.id
       RETURNING digests.*, former.released_at IS NULL AS is_new
     ), told AS (
       ${tellSql({
         type: 'digest.released',
         at: 'released.released_at',
         data: `'digest', ${digestNameSql('released')}`,
         from: "released WHERE released.is_new AND released.kind <> 'sample'",
       })}
     )
     SELECT * FROM released`,
    [id, now],
  );
  return rows[0] === undefined ? null : digestFromRow(rows[0]);
}

async function withPapers(
  database: Queryable,
  { rows }: { rows: readonly DigestRow[] },
): Promise<DigestWithPapers | null> {
  const row = rows[0];
  if (row === undefined) return null;
  const papers = await papersOfDigest(database, row.id);
  return { ...digestFromRow(row), papers, bloomers: await bloomersOfDigest(database, row.id) };
}

/** Reads a row of `digests`. */
export function digestFromRow(row: DigestRow): Digest {
  return {
    id: row.id,
    kind: row.kind,
    period: row.period,
    ...(row.last_day === null ? {} : { lastDay: row.last_day }),
    listDate: row.list_date,
    strategy: row.strategy,
    frozenAt: row.frozen_at,
    releasedAt: row.released_at,
    fannedOutAt: row.fanned_out_at,
    remarks: { ...noRemarks, ...row.remarks },
    intro: row.intro,
    subject: row.subject,
  };
}

/** When the first digest of all that were frozen here was frozen, samples aside; null before there is one. */
export async function firstDigestAt(database: Queryable): Promise<Date | null> {
  const { rows } = await database.query<{ first_at: Date | null }>(
    "SELECT min(frozen_at) AS first_at FROM digests WHERE kind <> 'sample'",
  );
  return rows[0]?.first_at ?? null;
}
