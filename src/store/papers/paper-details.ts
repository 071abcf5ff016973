import type { CalendarDate } from '../../model/calendar-date.js';
import type { ScoreBreakdown } from '../../model/digest.js';
import { type ObservedPaper, SAMPLE_SOURCE } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import {
  type ObservedPaperRow,
  observedPaperOf,
  observedPapers,
  standingObservation,
} from './observed-paper.js';

/** A paper that some source listed, with its newest observation; the invented ones of the sample day too. */
export async function findPaper(database: Queryable, paperId: string): Promise<ObservedPaper | null> {
  const { rows } = await database.query<ObservedPaperRow>(
    `WITH listed AS (SELECT paper_id FROM listings WHERE paper_id = $1)
     ${observedPapers}`,
    [paperId],
  );
  return rows[0] === undefined ? null : observedPaperOf(rows[0]);
}

/** The days on whose lists a paper stands, the newest first. */
export async function listDatesOf(database: Queryable, paperId: string): Promise<readonly CalendarDate[]> {
  const { rows } = await database.query<{ list_date: CalendarDate }>(
    `SELECT DISTINCT list_date FROM listings WHERE paper_id = $1 AND source <> $2
      ORDER BY list_date DESC LIMIT 10`,
    [paperId, SAMPLE_SOURCE],
  );
  return rows.map(({ list_date: date }) => date);
}

export interface UpvotesAt {
  readonly at: Date;
  readonly upvotes: number;
}

/** A chart has no use for more. */
const MOST_POINTS = 240;

/**
 * A paper's upvotes over time, oldest first: the last look of each hour, of the newest
 * hours, at the source whose counts stand.
 */
export async function upvotesOverTime(database: Queryable, paperId: string): Promise<readonly UpvotesAt[]> {
  const { rows } = await database.query<{ observed_at: Date; upvotes: number }>(
    `SELECT * FROM (
       SELECT DISTINCT ON (date_trunc('hour', observed_at)) observed_at, upvotes
         FROM observations
        WHERE paper_id = $1 AND source = (SELECT source FROM (${standingObservation('$1')}) standing)
        ORDER BY date_trunc('hour', observed_at) DESC, observed_at DESC, upvotes DESC LIMIT $2) newest
      ORDER BY observed_at`,
    [paperId, MOST_POINTS],
  );
  return rows.map(({ observed_at: at, upvotes }) => ({ at, upvotes }));
}

export interface Placing {
  readonly period: CalendarDate;
  readonly position: number;
  /** How many papers that digest held. */
  readonly of: number;
  readonly score: number;
  readonly breakdown: ScoreBreakdown;
}

/** Where a paper stood in the daily digest that held it; null while none has that was released. */
export async function placingOf(database: Queryable, paperId: string): Promise<Placing | null> {
  const { rows } = await database.query<Placing>(
    `SELECT d.period, p.position, p.score, p.breakdown,
            (SELECT count(*) FROM digest_papers WHERE digest_id = d.id) AS of
       FROM digest_papers p JOIN digests d ON d.id = p.digest_id
      WHERE p.kind = 'daily' AND p.paper_id = $1 AND d.released_at IS NOT NULL`,
    [paperId],
  );
  return rows[0] ?? null;
}
