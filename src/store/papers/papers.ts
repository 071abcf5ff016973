import type { CalendarDate } from '../../model/calendar-date.js';
import { type ListedPaper, type ObservedPaper, SAMPLE_SOURCE } from '../../model/paper.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { mergePapers } from './merge-papers.js';
import { type ObservedPaperRow, observedPaperOf, observedPapers } from './observed-paper.js';
import { saveRecords } from './source-records.js';

/** Real papers, or the invented ones. They are never mixed. */
export type PaperOrigin = 'real' | 'sample';

/**
 * Saves what a poll saw, in one transaction: papers, their places on lists, and an observation of each that
 * was counted. Repeating it changes nothing. Where sources differ, `fieldPrecedence` says who is believed; what
 * an answer leaves out is kept.
 * @returns how many places on a list are new
 */
export async function savePapers(database: Database, listed: readonly ListedPaper[]): Promise<number> {
  if (listed.length === 0) return 0;
  return inTransaction(database, async (client) => {
    // In order of source and id, so that two polls at once cannot lock each other out.
    const sources = [...new Set(listed.map(({ listing }) => listing.source))].sort();
    for (const source of sources) {
      const given = listed
        .filter(({ listing }) => listing.source === source)
        .map(({ paper, withdrawn, listing }) => ({ paper, withdrawn, seenAt: listing.seenAt }));
      await mergePapers(client, source, given);
    }
    const added = await insertListings(client, listed);
    await saveRecords(client, listed);
    await insertObservations(client, listed);
    return added;
  });
}

async function insertListings(client: Queryable, listed: readonly ListedPaper[]): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO listings (source, list_date, paper_id, submitted_by, first_seen_at)
     SELECT source, list_date, paper_id, submitted_by, seen_at
       FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::timestamptz[])
            AS new (source, list_date, paper_id, submitted_by, seen_at)
      ORDER BY source, list_date, paper_id
     ON CONFLICT DO NOTHING`,
    [
      listed.map(({ listing }) => listing.source),
      listed.map(({ listing }) => listing.listDate),
      listed.map(({ listing }) => listing.paperId),
      listed.map(({ listing }) => listing.submittedBy),
      listed.map(({ listing }) => listing.seenAt),
    ],
  );
  return rowCount ?? 0;
}

/**
 * Keeps what has changed since the observation before: seeing the same again is told by the poll. Stars that are
 * not told this time are those that were told before.
 */
async function insertObservations(client: Queryable, listed: readonly ListedPaper[]): Promise<void> {
  const observations = listed.map(({ observation }) => observation).filter((one) => one !== null);
  if (observations.length === 0) return;
  await client.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments, stars)
     SELECT paper_id, source, observed_at, new.upvotes, new.comments, coalesce(new.stars, known.stars)
       FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[], $5::integer[], $6::integer[])
            AS new (paper_id, source, observed_at, upvotes, comments, stars)
       LEFT JOIN LATERAL (
            SELECT o.upvotes, o.comments, o.stars FROM observations o
             WHERE o.paper_id = new.paper_id AND o.source = new.source AND o.observed_at <= new.observed_at
             ORDER BY o.observed_at DESC LIMIT 1) known ON true
      WHERE (new.upvotes, new.comments, coalesce(new.stars, known.stars))
            IS DISTINCT FROM (known.upvotes, known.comments, known.stars)
      ORDER BY paper_id, source, observed_at
     ON CONFLICT DO NOTHING`,
    [
      observations.map(({ paperId }) => paperId),
      observations.map(({ source }) => source),
      observations.map(({ observedAt }) => observedAt),
      observations.map(({ upvotes }) => upvotes),
      observations.map(({ comments }) => comments),
      observations.map(({ stars }) => stars),
    ],
  );
}

export async function paperExists(client: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM papers WHERE id = $1', [id]);
  return rowCount === 1;
}

/** The papers of a day's list with their newest observation: most upvotes first, then by id. */
export async function papersListedOn(
  database: Queryable,
  date: CalendarDate,
  origin: PaperOrigin = 'real',
): Promise<ObservedPaper[]> {
  const { rows } = await database.query<ObservedPaperRow>(
    `WITH listed AS (
       SELECT paper_id FROM listings
        WHERE list_date = $1 AND (source = $2) = $3 AND removed_at IS NULL),
     observed AS (${observedPapers})
     SELECT * FROM observed ORDER BY coalesce(upvotes, 0) DESC, id COLLATE "C"`,
    [date, SAMPLE_SOURCE, origin === 'sample'],
  );
  return rows.map(observedPaperOf);
}

/** The papers of the lists of some days, both ends included, each once: most upvotes first, then by id. */
export async function papersListedBetween(
  database: Queryable,
  from: CalendarDate,
  to: CalendarDate,
  limit: number,
): Promise<ObservedPaper[]> {
  const { rows } = await database.query<ObservedPaperRow>(
    `WITH listed AS (
       SELECT DISTINCT paper_id FROM listings
        WHERE list_date BETWEEN $1 AND $2 AND source <> $3 AND removed_at IS NULL),
     observed AS (${observedPapers})
     SELECT * FROM observed ORDER BY coalesce(upvotes, 0) DESC, id COLLATE "C" LIMIT $4`,
    [from, to, SAMPLE_SOURCE, limit],
  );
  return rows.map(observedPaperOf);
}

export interface ListDatesAround {
  readonly previous: CalendarDate | null;
  readonly next: CalendarDate | null;
}

/** The nearest days before and after `date` that have a list of real papers. */
export async function listDatesAround(database: Queryable, date: CalendarDate): Promise<ListDatesAround> {
  const { rows } = await database.query<ListDatesAround>(
    `SELECT (SELECT list_date FROM listings WHERE list_date < $1 AND source <> $2
              ORDER BY list_date DESC LIMIT 1) AS previous,
            (SELECT list_date FROM listings WHERE list_date > $1 AND source <> $2
              ORDER BY list_date LIMIT 1) AS next`,
    [date, SAMPLE_SOURCE],
  );
  return rows[0] ?? { previous: null, next: null };
}

/** The newest day, `notAfter` at the latest, that has a list of real papers. */
export async function newestListDate(
  database: Queryable,
  notAfter: CalendarDate,
): Promise<CalendarDate | null> {
  const { rows } = await database.query<{ list_date: CalendarDate }>(
    `SELECT list_date FROM listings WHERE list_date <= $1 AND source <> $2 ORDER BY list_date DESC LIMIT 1`,
    [notAfter, SAMPLE_SOURCE],
  );
  return rows[0]?.list_date ?? null;
}
