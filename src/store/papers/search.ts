import type { CalendarDate } from '../../model/calendar-date.js';
import type { ObservedPaper } from '../../model/paper.js';
import { apartOf, type SearchQuery } from '../../model/search-query.js';
import { readPaper } from '../../paper-text/read-paper.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { markHits, snippetOf } from './mark-hits.js';
import { type ObservedPaperRow, observedPaperOf } from './observed-paper.js';
import { MOST_RANKED, type Page, type Statement, searchStatement } from './search-statement.js';

export interface FoundPaper extends ObservedPaper {
  /** The readable title with its matches between `HIT_OPEN` and `HIT_CLOSE`. */
  readonly markedTitle: string;
  /** The parts of the readable abstract that hold matches, marked; its beginning where only the title does. */
  readonly snippet: string;
  /** The newest list that it stands on; null where none does. */
  readonly listedOn: CalendarDate | null;
}

export interface SearchPage {
  readonly papers: readonly FoundPaper[];
  /** How many match; beyond `MOST_RANKED` nobody counts. */
  readonly total: number;
}

interface FoundRow extends ObservedPaperRow {
  readonly total: number;
  readonly readable_title: string | null;
  readonly readable_abstract: string | null;
  readonly marked_title: string | null;
  readonly marked_abstract: string | null;
  readonly listed_on: CalendarDate | null;
}

/**
 * The papers that match, the newest first or the most relevant first: by where the words stand and how close together, by upvotes,
 * and by age (half a year takes half of that part). Equal ones: the newer first.
 */
export async function searchPapers(database: Database, query: SearchQuery, page: Page): Promise<SearchPage> {
  const apart = apartOf(query.terms);
  return inTransaction(database, async (client) => {
    await settleForSearch(client);
    const ask = async ({ text, values }: Statement) => (await client.query<FoundRow>(text, [...values])).rows;
    let rows = await ask(searchStatement(query, page));
    // Few words are anywhere two; to ask that alone costs next to nothing.
    if (apart !== null && totalOf(rows) < MOST_RANKED && (await isAnywhere(client, apart.beyondTyped))) {
      rows = await ask(searchStatement(query, page, apart));
    }
    return { papers: rows.map(foundPaperOf), total: totalOf(rows) };
  });
}

function totalOf(rows: readonly FoundRow[]): number {
  return rows[0]?.total ?? 0;
}

async function isAnywhere(client: Queryable, tsquery: string): Promise<boolean> {
  const { rows } = await client.query<{ anywhere: boolean }>(
    `SELECT EXISTS (SELECT FROM paper_search WHERE whole @@ to_tsquery('english', $1)) AS anywhere`,
    [tsquery],
  );
  return rows[0]?.anywhere ?? false;
}

function foundPaperOf(row: FoundRow): FoundPaper {
  const found = observedPaperOf(row);
  // What was not read yet is read now, and not marked.
  const { title, abstract } =
    row.readable_title === null || row.readable_abstract === null
      ? readPaper(found.paper)
      : { title: row.readable_title, abstract: row.readable_abstract };
  return {
    ...found,
    markedTitle: markHits(title, row.marked_title),
    snippet: snippetOf(abstract, row.marked_abstract),
    listedOn: row.listed_on,
  };
}

/**
 * The planner does not know what it costs to unpack the words of every paper, so it would rather read the whole
 * table than the index of a common word; and compiling a plan takes longer than carrying it out.
 */
export async function settleForSearch(client: Queryable): Promise<void> {
  await client.query(`SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`);
}
