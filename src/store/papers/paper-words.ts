import type { Paper } from '../../model/paper.js';
import type { Queryable } from '../database.js';

/** What the words of a paper are read from. */
export type PaperText = Pick<Paper, 'id' | 'title' | 'abstract' | 'keywords' | 'categories'>;

const COLUMNS = 'id, title, abstract, keywords, categories';

/** Some papers; those that are not known are absent. */
export async function paperTexts(database: Queryable, ids: readonly string[]): Promise<PaperText[]> {
  const { rows } = await database.query<PaperText>(
    `SELECT ${COLUMNS} FROM papers WHERE id = ANY ($1::text[])`,
    [ids],
  );
  return rows;
}

/** Ids of the papers of the newest lists, at most so many. */
export async function recentlyListed(database: Queryable, since: Date, most: number): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT paper_id AS id FROM listings WHERE list_date >= $1::timestamptz::date
      GROUP BY paper_id ORDER BY max(list_date) DESC, paper_id LIMIT $2`,
    [since, most],
  );
  return rows.map(({ id }) => id);
}

/** The titles of papers as the first digest that held them froze them, so that they never change; by id. */
export async function frozenTitles(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ paper_id: string; title: string }>(
    `SELECT DISTINCT ON (paper_id) paper_id, paper ->> 'title' AS title FROM digest_papers
      WHERE kind = ANY ('{daily,weekly,monthly,sample}') AND paper_id = ANY ($1::text[])
      ORDER BY paper_id, digest_id`,
    [ids],
  );
  return new Map(rows.map(({ paper_id, title }) => [paper_id, title]));
}

/** In how many papers of the recent lists each term stands. */
export interface CountedWords {
  readonly countedAt: Date;
  readonly papers: number;
  readonly terms: readonly string[];
  readonly counts: readonly number[];
}

/** @returns null where they were never counted */
export async function readCountedWords(database: Queryable): Promise<CountedWords | null> {
  const { rows } = await database.query<{
    counted_at: Date;
    papers: number;
    terms: string[];
    counts: number[];
  }>('SELECT counted_at, papers, terms, counts FROM counted_words');
  const [row] = rows;
  return row === undefined
    ? null
    : { countedAt: row.counted_at, papers: row.papers, terms: row.terms, counts: row.counts };
}

export async function writeCountedWords(
  database: Queryable,
  { countedAt, papers, terms, counts }: CountedWords,
): Promise<void> {
  await database.query(
    `INSERT INTO counted_words (counted_at, papers, terms, counts) VALUES ($1, $2, $3, $4)
     ON CONFLICT (one) DO UPDATE
        SET counted_at = excluded.counted_at, papers = excluded.papers, terms = excluded.terms,
            counts = excluded.counts`,
    [countedAt, papers, terms, counts],
  );
}
