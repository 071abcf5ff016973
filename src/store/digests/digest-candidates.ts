import type { Tally } from '../../model/answer.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestKind } from '../../model/digest.js';
import { type ObservedPaper, SAMPLE_SOURCE } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import {
  type ObservedPaperRow,
  observedPaperOf,
  paperColumns,
  standingObservation,
} from '../papers/observed-paper.js';
import { READERS_TALLIES } from './readers-tallies.js';

/** A paper that a digest may hold, with its newest list and what was seen of it over the last day. */
export interface CandidateRecord extends ObservedPaper {
  readonly listedOn: CalendarDate;
  /**
   * Of the day before it was last seen, oldest first: what was known when that day began, at most one change
   * for each hour, and what was known at its end.
   */
  readonly sightings: readonly {
    readonly at: Date;
    readonly upvotes: number;
    readonly stars: number | null;
  }[];
  readonly tally: Tally;
}

export interface CandidateQuestion {
  /** Papers that a digest of this kind holds are left out; null: none are. */
  readonly kind: DigestKind | null;
  /** Lists after this one are looked at, */
  readonly after: CalendarDate;
  /** up to this one, */
  readonly listDate: CalendarDate;
  /** as things were known then; */
  readonly knownAt: Date;
  /** beside these papers, wherever they are listed. */
  readonly also?: readonly string[];
}

interface CandidateRow extends ObservedPaperRow {
  readonly listed_on: CalendarDate;
  readonly seen_at: readonly Date[];
  readonly seen_upvotes: readonly number[];
  readonly seen_stars: readonly (number | null)[];
  readonly liked: number;
  readonly disliked: number;
}

/** A paper of the window may stand on a list before it as well, from which its counts are known. */
const EARLIER_LISTS_DAYS = 14;

/** $1 and $2 bound the lists, $3 is the samples' source, $4 the kind, $5 what was known by then, $6 papers beside. */
const CANDIDATES = `
WITH chosen AS (
   SELECT paper_id, list_date FROM listings
    WHERE list_date > $1 AND list_date <= $2 AND (source = $3) = ($4 IS NOT DISTINCT FROM 'sample')
      AND ($4 = 'sample' OR first_seen_at <= $5) AND (removed_at IS NULL OR removed_at > $5)
    UNION ALL
   SELECT a.paper_id, coalesce(max(list_date), $2)
     FROM unnest($6::text[]) AS a (paper_id)
     LEFT JOIN listings l ON l.paper_id = a.paper_id AND l.list_date <= $2
    GROUP BY a.paper_id),
 listed AS MATERIALIZED (
   SELECT paper_id, max(list_date) AS listed_on FROM chosen c
    WHERE NOT EXISTS (SELECT FROM digest_papers WHERE kind = $4 AND paper_id = c.paper_id)
      AND NOT EXISTS (SELECT FROM digest_bloomers WHERE kind = $4 AND paper_id = c.paper_id)
    GROUP BY paper_id),
 newest AS (
   SELECT l.*, o.source, o.observed_at, o.upvotes, o.comments, o.stars
     FROM listed l
     LEFT JOIN LATERAL (${standingObservation('l.paper_id', "($4 = 'sample' OR o.observed_at <= $5)")}) o ON true),
 -- A list that was read without a change of a paper says that its counts were still the same.
 readings AS MATERIALIZED (
   SELECT source, list_date, max(finished_at) AS read_at FROM polls
    WHERE list_date > $1::date - ${EARLIER_LISTS_DAYS} AND list_date <= $2
      AND error_code IS NULL AND finished_at <= $5
    GROUP BY source, list_date),
 seen AS (
   SELECT n.*, greatest(n.observed_at, r.read_at) AS last_at
     FROM newest n
     LEFT JOIN LATERAL (
          SELECT max(read_at) AS read_at FROM listings JOIN readings USING (source, list_date)
           WHERE paper_id = n.paper_id AND source = n.source) r ON true),
 ${READERS_TALLIES}
 SELECT ${paperColumns}, n.upvotes, n.comments, n.stars,
        n.listed_on, s.seen_at, s.seen_upvotes, s.seen_stars,
        coalesce(t.liked, 0) AS liked, coalesce(t.disliked, 0) AS disliked
   FROM seen n
   LEFT JOIN tallies t ON t.paper_id = n.paper_id
   JOIN papers p ON p.id = n.paper_id AND (p.withdrawn_at IS NULL OR p.withdrawn_at > $5)
  CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(at ORDER BY at), '{}') AS seen_at,
               coalesce(array_agg(upvotes ORDER BY at), '{}') AS seen_upvotes,
               coalesce(array_agg(stars ORDER BY at), '{}') AS seen_stars
          FROM ((SELECT n.last_at - interval '24 hours' AS at, upvotes, stars FROM observations
                  WHERE paper_id = n.paper_id AND source = n.source
                    AND observed_at <= n.last_at - interval '24 hours'
                  ORDER BY observed_at DESC LIMIT 1)
                UNION ALL
                (SELECT DISTINCT ON (date_trunc('hour', observed_at, 'UTC')) observed_at, upvotes, stars
                   FROM observations
                  WHERE paper_id = n.paper_id AND source = n.source
                    AND observed_at > n.last_at - interval '24 hours' AND observed_at <= n.observed_at
                  ORDER BY date_trunc('hour', observed_at, 'UTC') DESC, observed_at DESC)
                UNION ALL
                SELECT n.last_at, n.upvotes, n.stars WHERE n.last_at > n.observed_at) day) s`;

/**
 * Papers of the lists that no digest of the kind holds, as they were known at a moment: what was observed later
 * is left out, papers that were first listed or withdrawn later as well, so that the same question has the same
 * answer for ever; but for readers' answers, which change and go with their readers. A paper that was never
 * observed has no votes. Samples are known at any time.
 */
export async function digestCandidates(
  client: Queryable,
  { kind, after, listDate, knownAt, also = [] }: CandidateQuestion,
): Promise<CandidateRecord[]> {
  const { rows } = await client.query<CandidateRow>(CANDIDATES, [
    after,
    listDate,
    SAMPLE_SOURCE,
    kind,
    knownAt,
    also,
  ]);
  return rows.map(candidateOf);
}

function candidateOf(row: CandidateRow): CandidateRecord {
  const sightings = row.seen_at.map((at, index) => {
    return { at, upvotes: row.seen_upvotes[index] ?? 0, stars: row.seen_stars[index] ?? null };
  });
  const { listed_on: listedOn, liked, disliked } = row;
  return { ...observedPaperOf(row), listedOn, sightings, tally: { liked, disliked } };
}
