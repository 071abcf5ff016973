import { foldedWords, foldText } from '../../model/folded-text.js';
import { isEmptySearch, readSearch, type SearchQuery } from '../../model/search-query.js';
import { typedText } from '../../paper-text/typed-text.js';
import type { Database } from '../../store/database.js';
import { type SearchPage, searchPapers } from '../../store/papers/search.js';
import type { Page } from '../../store/papers/search-statement.js';
import { similarWords } from '../../store/papers/search-words.js';

export interface FoundPapers extends SearchPage {
  readonly query: SearchQuery;
  /** What was looked for in place of what was typed, where nothing holds that. */
  readonly corrected: string | null;
}

/** Shorter words are like too many others. */
const SHORTEST_CORRECTED = 4;
const WORDS = /\p{L}+/gu;

/** What was typed or pasted, a title with its LaTeX among it. */
export function readTyped(typed: string): SearchQuery {
  return readSearch(typedText(typed));
}

/** Finds papers. Where nothing matches, words that no title and no name holds give way to the most similar. */
export async function findPapers(database: Database, typed: string, page: Page): Promise<FoundPapers> {
  const query = readTyped(typed);
  if (isEmptySearch(query)) return { papers: [], total: 0, query, corrected: null };
  const found = await searchPapers(database, query, page);
  if (found.total > 0 || page.offset > 0) return { ...found, query, corrected: null };
  const words = wordsOf(query);
  const meant = words.length === 0 ? new Map() : await similarWords(database, words);
  if (meant.size === 0) return { ...found, query, corrected: null };
  const corrected = typed.trim().replace(WORDS, (word) => meant.get(foldText(word)) ?? word);
  const second = await searchPapers(database, readSearch(corrected), page);
  return second.total === 0 ? { ...found, query, corrected: null } : { ...second, query, corrected };
}

function wordsOf({ terms }: SearchQuery): string[] {
  const words = terms
    .filter(({ excluded }) => !excluded)
    .flatMap(({ text }) => foldedWords(text).map((word) => word.text));
  return [...new Set(words)].filter((word) => word.length >= SHORTEST_CORRECTED);
}
