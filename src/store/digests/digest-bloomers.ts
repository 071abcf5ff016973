import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestKind, LateBloomer } from '../../model/digest.js';
import { type ObservedPaper, SAMPLE_SOURCE } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import {
  type ObservedPaperRow,
  observedPaperOf,
  paperColumns,
  standingObservation,
} from '../papers/observed-paper.js';
import { type FrozenPaper, thawedPaper } from './frozen-paper.js';

export interface StandingQuestion {
  readonly kind: DigestKind;
  /** The digest that asks: only earlier ones are looked at, */
  readonly period: CalendarDate;
  /** not before this day, */
  readonly since: CalendarDate;
  /** and lists up to this one, which it takes no papers from, */
  readonly untilList: CalendarDate;
  /** as things were known then. */
  readonly knownAt: Date;
}

/** A paper of an earlier day with the upvotes that it had then and has now. */
export interface StandingRecord {
  readonly paperId: string;
  readonly cohort: string;
  /** The released digest that held it; null where none did. */
  readonly before: number | null;
  /** When it had `upvotesBefore`. */
  readonly since: CalendarDate;
  readonly upvotesBefore: number;
  readonly upvotes: number;
}

/**
 * Papers of earlier digests of a kind, and of lists that none took them from, that were in no block of late
 * bloomers of the kind. A digest that may still be released keeps its papers, or readers would get them first as late
 * and then as new; those of one that was cancelled before it was released nobody had.
 */
export async function earlierStandings(
  client: Queryable,
  { kind, period, since, untilList, knownAt }: StandingQuestion,
): Promise<StandingRecord[]> {
  const known = 'o.observed_at <= $5';
  const { rows } = await client.query<StandingRecord & Record<string, unknown>>(
    `WITH held AS (
       SELECT h.paper_id, 'digest ' || d.id AS cohort, CASE WHEN d.released_at <= $5 THEN d.id END AS before,
              d.period AS since, h.upvotes AS upvotes_before
         FROM digests d JOIN digest_papers h ON h.digest_id = d.id
        WHERE d.kind = $1 AND d.period >= $3 AND d.period < $2 AND d.frozen_at <= $5
          AND (d.released_at <= $5 OR d.cancelled_at <= $5)),
     missed AS MATERIALIZED (
       SELECT paper_id, min(list_date) AS list_date FROM listings l
        WHERE list_date >= $3 AND list_date <= $4 AND source <> $6 AND first_seen_at <= $5
          AND NOT EXISTS (SELECT FROM digest_papers WHERE kind = $1 AND paper_id = l.paper_id)
        GROUP BY paper_id),
     earlier AS (
       SELECT * FROM held
        UNION ALL
       SELECT m.paper_id, 'list ' || m.list_date, NULL, (f.observed_at AT TIME ZONE 'UTC')::date, f.upvotes
         FROM missed m
        CROSS JOIN LATERAL (${standingObservation('m.paper_id', known)}) o
        CROSS JOIN LATERAL (
              SELECT observed_at, upvotes FROM observations
               WHERE paper_id = m.paper_id AND source = o.source
               ORDER BY observed_at LIMIT 1) f)
     SELECT e.paper_id AS "paperId", e.cohort, e.before, e.since, e.upvotes_before AS "upvotesBefore", o.upvotes
       FROM earlier e
       JOIN papers p ON p.id = e.paper_id AND (p.withdrawn_at IS NULL OR p.withdrawn_at > $5)
      CROSS JOIN LATERAL (${standingObservation('e.paper_id', known)}) o
      WHERE NOT EXISTS (SELECT FROM digest_bloomers WHERE kind = $1 AND paper_id = e.paper_id)`,
    [kind, period, since, untilList, knownAt, SAMPLE_SOURCE],
  );
  return rows;
}

/** Papers as they were known at a moment, in no order. */
export async function papersAt(
  client: Queryable,
  ids: readonly string[],
  knownAt: Date,
): Promise<ObservedPaper[]> {
  const { rows } = await client.query<ObservedPaperRow>(
    `SELECT ${paperColumns}, o.upvotes, o.comments, o.stars
       FROM papers p
      CROSS JOIN LATERAL (${standingObservation('p.id', 'o.observed_at <= $2')}) o
      WHERE p.id = ANY ($1)`,
    [ids, knownAt],
  );
  return rows.map(observedPaperOf);
}

/** The late bloomers of a digest in order, as they were when it was frozen. */
export async function bloomersOfDigest(database: Queryable, digestId: number): Promise<LateBloomer[]> {
  const { rows } = await database.query<{
    before: number | null;
    since: CalendarDate;
    upvotes_before: number;
    upvotes: number;
    comments: number;
    stars: number | null;
    paper: FrozenPaper;
  }>(
    `SELECT before, since, upvotes_before, upvotes, comments, stars, paper
       FROM digest_bloomers WHERE digest_id = $1 ORDER BY position`,
    [digestId],
  );
  return rows.map(({ upvotes_before: upvotesBefore, paper, ...rest }) => {
    return { ...rest, upvotesBefore, paper: thawedPaper(paper) };
  });
}

/** Writes those of a new digest in one statement. */
export async function insertBloomers(
  client: Queryable,
  digest: { readonly id: number; readonly kind: DigestKind },
  bloomers: readonly LateBloomer[],
): Promise<void> {
  if (bloomers.length === 0) return;
  await client.query(
    `INSERT INTO digest_bloomers (digest_id, kind, position, paper_id, before, since, upvotes_before, upvotes,
                                  comments, stars, paper)
     SELECT $1, nullif($2, 'gathered'), position, paper ->> 'id', before, since, upvotes_before, upvotes, comments, stars, paper
       FROM unnest($3::bigint[], $4::date[], $5::integer[], $6::integer[], $7::integer[], $8::integer[],
                   $9::jsonb[])
            WITH ORDINALITY AS new (before, since, upvotes_before, upvotes, comments, stars, paper, position)`,
    [
      digest.id,
      digest.kind,
      bloomers.map(({ before }) => before),
      bloomers.map(({ since }) => since),
      bloomers.map(({ upvotesBefore }) => upvotesBefore),
      bloomers.map(({ upvotes }) => upvotes),
      bloomers.map(({ comments }) => comments),
      bloomers.map(({ stars }) => stars),
      bloomers.map(({ paper }) => JSON.stringify(paper)),
    ],
  );
}
