import { foldText } from './folded-text.js';
import { TOGETHER } from './keyword-asks.js';
import { oneLine } from './one-line.js';
import type { GivenRules } from './rules.js';
import type { SearchQuery, SearchTerm } from './search-query.js';

/** A search as rules that can be subscribed to, and what of it cannot. */
export interface RulesOfSearch {
  readonly rules: GivenRules;
  /** Names that were asked for and that no known author has; they are followed as they were typed. */
  readonly unknownNames: readonly string[];
  /** Whether the search names days: papers of the past cannot be mailed. */
  readonly namesDays: boolean;
}

/** Full names of authors by what was typed of them. */
export type FullNames = ReadonlyMap<string, readonly string[]>;

/** Separate one term from the next where people type them. */
const SEPARATORS = /[,;]|\s\+\s/g;

/**
 * Words and phrases that a paper must hold become one keyword, authors and categories are followed beside it, and
 * what is excluded is muted. Rules bring a paper for any of what is followed, where a search asks for all of it.
 */
export function rulesOfSearch(query: SearchQuery, names: FullNames): RulesOfSearch {
  const { terms, categories, after, before } = query;
  const of = (field: SearchTerm['field'], excluded: boolean): string[] =>
    terms.filter((term) => term.field === field && term.excluded === excluded).map(({ text }) => clean(text));
  const authors = of('author', false);
  const full = (typed: readonly string[]) => typed.flatMap((name) => names.get(name) ?? [name]);
  return {
    rules: {
      follow: {
        keywords: keywordsOf(terms),
        authors: full(authors),
        categories,
      },
      mute: { keywords: of('any', true), authors: full(of('author', true)) },
    },
    unknownNames: authors.filter((name) => !names.has(name)),
    namesDays: after !== null || before !== null,
  };
}

/** One keyword of all words together; of words of which either would do, one for each choice. */
function keywordsOf(terms: readonly SearchTerm[]): string[] {
  const choices: string[][] = [];
  for (const { text, field, excluded, or } of terms) {
    const word = clean(text);
    if (field !== 'any' || excluded || word === '') continue;
    const before = or ? choices.at(-1) : undefined;
    if (before === undefined) choices.push([word]);
    else before.push(word);
  }
  const [first = [], ...others] = choices;
  return others.reduce(
    (whole, choice) => whole.flatMap((words) => choice.map((word) => words + TOGETHER + word)),
    first,
  );
}

/** What was typed as names of authors, the excluded ones too. */
export function namesIn({ terms }: SearchQuery): string[] {
  return [...new Set(terms.filter(({ field }) => field === 'author').map(({ text }) => clean(text)))];
}

/** Whether rules can be made of it: of words, authors or categories. */
export function canBeRules({ terms, categories }: SearchQuery): boolean {
  return terms.length > 0 || categories.length > 0;
}

/**
 * The names that hold every word of what was typed, the most frequent first.
 * @param known each name as often as it stands on a paper
 */
export function fullNamesOf(typed: string, known: readonly string[], most: number): string[] {
  const words = wordsOf(typed);
  const counts = new Map<string, number>();
  for (const name of known) {
    const parts = wordsOf(name);
    if (words.length > 0 && words.every((word) => parts.includes(word))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, most)
    .map(([name]) => name);
}

function wordsOf(text: string): string[] {
  return foldText(text)
    .split(' ')
    .filter((word) => word !== '');
}

function clean(text: string): string {
  return oneLine(text).replace(SEPARATORS, ' ').replace(/\s+/g, ' ').trim();
}
