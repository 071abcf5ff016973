import type { ObservedPaper } from '../../model/paper.js';
import type { SearchQuery } from '../../model/search-query.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { type ObservedPaperRow, observedPaperOf } from './observed-paper.js';
import { type Page, searchStatement } from './search-statement.js';

export interface FoundPaper extends ObservedPaper {
  /** The title with its matches between `HIT_OPEN` and `HIT_CLOSE`. */
  readonly markedTitle: string;
  /** The parts of the abstract that hold matches, marked; its beginning where only the title does. */
  readonly snippet: string;
}

export interface SearchPage {
  readonly papers: readonly FoundPaper[];
  /** How many match; beyond `MOST_RANKED` nobody counts. */
  readonly total: number;
}

interface FoundRow extends ObservedPaperRow {
  readonly total: number;
  readonly marked_title: string;
  readonly snippet: string;
}

/**
 * The papers that match, the most relevant first: by where the words stand and how close together, by upvotes,
 * and by age (half a year takes half of that part). Equal ones: the newer first.
 */
export async function searchPapers(database: Database, query: SearchQuery, page: Page): Promise<SearchPage> {
  const { text, values } = searchStatement(query, page);
  return inTransaction(database, async (client) => {
    await settleForSearch(client);
    const { rows } = await client.query<FoundRow>(text, values);
    return {
      papers: rows.map((row) => ({
        ...observedPaperOf(row),
        markedTitle: row.marked_title,
        snippet: row.snippet,
      })),
      total: rows[0]?.total ?? 0,
    };
  });
}

/**
 * The planner does not know what it costs to unpack the words of every paper, so it would rather read the whole
 * table than the index of a common word; and compiling a plan takes longer than carrying it out.
 */
export async function settleForSearch(client: Queryable): Promise<void> {
  await client.query(`SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`);
}
