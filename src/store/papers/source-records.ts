import type { CalendarDate } from '../../model/calendar-date.js';
import { type ListedPaper, type ObservedPaper, SAMPLE_SOURCE, type SourceRecord } from '../../model/paper.js';
import type { Queryable } from '../database.js';
import {
  type ObservedPaperRow,
  observedPaperOf,
  paperColumns,
  standingObservation,
} from './observed-paper.js';

/** Keeps what sources say in their own shape. A later answer takes the place of an earlier one. */
export async function saveRecords(client: Queryable, listed: readonly ListedPaper[]): Promise<void> {
  const kept = listed.flatMap(({ listing, record }) =>
    record === null || record === undefined ? [] : [{ ...listing, record: JSON.stringify(record) }],
  );
  if (kept.length === 0) return;
  await client.query(
    `INSERT INTO source_records AS known (source, list_date, paper_id, record)
     SELECT DISTINCT ON (source, list_date, paper_id) source, list_date, paper_id, record
       FROM unnest($1::text[], $2::date[], $3::text[], $4::jsonb[])
            AS new (source, list_date, paper_id, record)
      ORDER BY source, list_date, paper_id
     ON CONFLICT (source, list_date, paper_id) DO UPDATE SET record = excluded.record
      WHERE known.record IS DISTINCT FROM excluded.record`,
    [
      kept.map(({ source }) => source),
      kept.map(({ listDate }) => listDate),
      kept.map(({ paperId }) => paperId),
      kept.map(({ record }) => record),
    ],
  );
}

/** A paper at its place on a list, with what its source says of it in its own shape. */
export interface RecordedPaper extends ObservedPaper {
  readonly listDate: CalendarDate;
  readonly submittedBy: string | null;
  readonly record: SourceRecord | null;
}

export interface RecordQuestion {
  /** Lists of these days, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** The source whose records are wanted; of a paper that others list too, its listing is taken. */
  readonly source: string;
  readonly submitter: string | null;
  readonly order: 'publication' | 'upvotes' | 'list';
  readonly limit: number;
  readonly offset: number;
}

interface RecordedRow extends ObservedPaperRow {
  readonly list_date: CalendarDate;
  readonly submitted_by: string | null;
  readonly record: SourceRecord | null;
}

/** What is shown of each row of a relation `listed (source, list_date, paper_id, submitted_by)`. */
const recorded = `
  SELECT ${paperColumns}, o.upvotes, o.comments, o.stars, l.list_date, l.submitted_by, r.record
    FROM listed l
    JOIN papers p ON p.id = l.paper_id
    LEFT JOIN source_records r ON (r.source, r.list_date, r.paper_id) = (l.source, l.list_date, l.paper_id)
    LEFT JOIN LATERAL (${standingObservation('l.paper_id')}) o ON true`;

/** Papers of some days' lists, each once, on its newest list. */
export async function recordedPapers(
  database: Queryable,
  question: RecordQuestion,
): Promise<RecordedPaper[]> {
  const { from, to, source, submitter, order, limit, offset } = question;
  const { rows } = await database.query<RecordedRow>(
    `WITH listed AS MATERIALIZED (
       SELECT DISTINCT ON (paper_id) source, list_date, paper_id, submitted_by FROM listings
        WHERE list_date BETWEEN $1 AND $2 AND source <> $3 AND removed_at IS NULL AND ($5::text IS NULL OR submitted_by = $5)
        ORDER BY paper_id, source = $4 DESC, list_date DESC, source)
     ${recorded}
      ORDER BY CASE WHEN $6 = 'list' THEN l.list_date END DESC,
               CASE WHEN $6 = 'upvotes' THEN coalesce(o.upvotes, 0) END DESC,
               p.published_at DESC NULLS LAST, p.id COLLATE "C"
      LIMIT $7 OFFSET $8`,
    [from, to, SAMPLE_SOURCE, source, submitter, order, limit, offset],
  );
  return rows.map(recordedPaperOf);
}

/** Papers by id, each on its newest list, in the order of the ids; without those that no real list holds. */
export async function recordedPapersById(
  database: Queryable,
  source: string,
  ids: readonly string[],
): Promise<RecordedPaper[]> {
  const { rows } = await database.query<RecordedRow>(
    `WITH listed AS MATERIALIZED (
       SELECT DISTINCT ON (asked.place) asked.place, l.source, l.list_date, l.paper_id, l.submitted_by
         FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, place)
         JOIN listings l ON l.paper_id = asked.id AND l.source <> $2
        ORDER BY asked.place, l.source = $3 DESC, l.list_date DESC, l.source)
     ${recorded}
      ORDER BY l.place`,
    [ids, SAMPLE_SOURCE, source],
  );
  return rows.map(recordedPaperOf);
}

function recordedPaperOf(row: RecordedRow): RecordedPaper {
  const { list_date: listDate, submitted_by: submittedBy, record } = row;
  return { ...observedPaperOf(row), listDate, submittedBy, record };
}
