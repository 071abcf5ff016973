import type { CalendarDate } from '../model/calendar-date.js';
import { type ListedPaper, type ObservedPaper, type Paper, SAMPLE_SOURCE } from '../model/paper.js';
import { type Database, inTransaction, type Queryable } from './database.js';
import { type ObservedPaperRow, observedPaperOf, observedPapers } from './observed-paper.js';
import { saveRecords } from './source-records.js';

/** Real papers, or the invented ones. They are never mixed. */
export type PaperOrigin = 'real' | 'sample';

/**
 * Saves what a poll saw, in one transaction: papers, their places on lists, and an observation of each.
 * Repeating it changes nothing. A later answer replaces text, but what it leaves out is kept.
 * @returns how many places on a list are new
 */
export async function savePapers(database: Database, listed: readonly ListedPaper[]): Promise<number> {
  if (listed.length === 0) return 0;
  return inTransaction(database, async (client) => {
    await upsertPapers(
      client,
      listed.map(({ paper }) => paper),
    );
    const added = await insertListings(client, listed);
    await saveRecords(client, listed);
    await insertObservations(client, listed);
    return added;
  });
}

// Rows are taken in order of id everywhere, so that two polls at once cannot lock each other out.
async function upsertPapers(client: Queryable, papers: readonly Paper[]): Promise<void> {
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  await client.query(
    `INSERT INTO papers AS known (id, title, abstract, authors, published_at, organization, code_url,
                                  project_url, summary, keywords)
     SELECT id, title, abstract, authors, "publishedAt", organization, "codeUrl", "projectUrl", summary, keywords
       FROM jsonb_to_recordset($1::jsonb)
            AS new (id text, title text, abstract text, authors text[], "publishedAt" timestamptz,
                    organization text, "codeUrl" text, "projectUrl" text, summary text, keywords text[])
      ORDER BY id
     ON CONFLICT (id) DO UPDATE SET
            title = coalesce(nullif(excluded.title, ''), known.title),
            abstract = coalesce(nullif(excluded.abstract, ''), known.abstract),
            authors = coalesce(nullif(excluded.authors, '{}'), known.authors),
            published_at = coalesce(excluded.published_at, known.published_at),
            organization = coalesce(excluded.organization, known.organization),
            code_url = coalesce(excluded.code_url, known.code_url),
            project_url = coalesce(excluded.project_url, known.project_url),
            summary = coalesce(excluded.summary, known.summary),
            keywords = coalesce(nullif(excluded.keywords, '{}'), known.keywords),
            updated_at = now()
      WHERE (excluded.title, excluded.abstract, excluded.authors, excluded.published_at, excluded.organization,
             excluded.code_url, excluded.project_url, excluded.summary, excluded.keywords)
            IS DISTINCT FROM
            (known.title, known.abstract, known.authors, known.published_at, known.organization,
             known.code_url, known.project_url, known.summary, known.keywords)`,
    [JSON.stringify([...byId.values()])],
  );
}

async function insertListings(client: Queryable, listed: readonly ListedPaper[]): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO listings (source, list_date, paper_id, submitted_by)
     SELECT source, list_date, paper_id, submitted_by
       FROM unnest($1::text[], $2::date[], $3::text[], $4::text[])
            AS new (source, list_date, paper_id, submitted_by)
      ORDER BY source, list_date, paper_id
     ON CONFLICT DO NOTHING`,
    [
      listed.map(({ listing }) => listing.source),
      listed.map(({ listing }) => listing.listDate),
      listed.map(({ listing }) => listing.paperId),
      listed.map(({ listing }) => listing.submittedBy),
    ],
  );
  return rowCount ?? 0;
}

async function insertObservations(client: Queryable, listed: readonly ListedPaper[]): Promise<void> {
  await client.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments, stars)
     SELECT paper_id, source, observed_at, upvotes, comments, stars
       FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::integer[], $5::integer[], $6::integer[])
            AS new (paper_id, source, observed_at, upvotes, comments, stars)
      ORDER BY paper_id, source, observed_at
     ON CONFLICT DO NOTHING`,
    [
      listed.map(({ observation }) => observation.paperId),
      listed.map(({ observation }) => observation.source),
      listed.map(({ observation }) => observation.observedAt),
      listed.map(({ observation }) => observation.upvotes),
      listed.map(({ observation }) => observation.comments),
      listed.map(({ observation }) => observation.stars),
    ],
  );
}

/** The papers of a day's list with their newest observation: most upvotes first, then by id. */
export async function papersListedOn(
  database: Queryable,
  date: CalendarDate,
  origin: PaperOrigin = 'real',
): Promise<ObservedPaper[]> {
  const { rows } = await database.query<ObservedPaperRow>(
    `WITH listed AS (
       SELECT source, paper_id FROM listings
        WHERE list_date = $1 AND (source = $2) = $3),
     observed AS (${observedPapers})
     SELECT * FROM observed ORDER BY coalesce(upvotes, 0) DESC, id COLLATE "C"`,
    [date, SAMPLE_SOURCE, origin === 'sample'],
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
