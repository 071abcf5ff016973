import { type CalendarDate, isCalendarDate } from './calendar-date.js';
import { compounds, foldedWords, mayJoin } from './folded-text.js';
import { arxivIdOf } from './paper-id.js';
import { isStopWord } from './stop-words.js';
import { takenApart } from './taken-apart.js';
import { type Asked, loosely, otherWays, phraseOf, writeTsquery } from './tsquery.js';

/** Something that a paper must hold, or must not. */
export interface SearchTerm {
  /** Several words stand for a phrase. */
  readonly text: string;
  readonly field: 'any' | 'author';
  readonly excluded: boolean;
  /** Words that begin so count as well. */
  readonly prefix: boolean;
  /** Whether the term before it would do as well. */
  readonly or?: true;
}

/** What somebody looks for. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** arXiv categories (`cs.CL`), or archives (`cs`), in lower case; one of them is enough. */
  readonly categories: readonly string[];
  /** Published on this day or later. */
  readonly after: CalendarDate | null;
  /** Published before this day. */
  readonly before: CalendarDate | null;
  /** The paper that is asked for by its id or its address. */
  readonly paperId: string | null;
  /** Parts that look like filters and cannot be read. */
  readonly unread: readonly string[];
}

/** What is beyond is not looked at. */
const LONGEST = 300;
const MOST_TERMS = 12;
/** More words than these, all in capitals, are a title. */
const MOST_IN_CAPITALS = 4;
/** Fewer letters begin too many words, where no other word narrows them. */
const SHORTEST_PREFIX = 3;
/** So many words are taken apart; a shorter second part begins too many words to be unfinished. */
const MOST_TAKEN_APART = 3;
const SHORTEST_PREFIX_APART = 4;

/** A minus, a filter's name, then words in quotes (the last may lack its end) or one word. */
const PART =
  /(-?)(?:(authors?|au|cat|category|after|since|before|until|title|ti|abs|abstract|all):)?(?:"([^"]*)(?:"|$)|(\S+))/giu;
/** What others call the filters; words are looked for everywhere. */
const FILTERS: Readonly<Record<string, string>> = {
  authors: 'author',
  au: 'author',
  category: 'cat',
  since: 'after',
  until: 'before',
};
/** A blank behind the name of a filter that a title seldom holds; and what stands behind the first author. */
const FILTER_APART = /(?<![^\s-])(authors?|au|cat|category):\s+(?=\S)/gi;
const AND_OTHERS = /(?<![^\s,])et\s+al(?:\.|(?![^\s,]))/gi;
/** An address or an id of arXiv's in a reference or a sentence. */
const NAMED_PAPER = /(?<![\p{L}\d])(?:arxiv:\s?|arxiv\.org\/(?:abs|pdf)\/)[\w./-]{9,40}/iu;
/** What telephones and word processors make of a quotation mark. */
const TYPOGRAPHIC_QUOTES = /[“”„‟«»＂]/g;
/** Of arXiv, or one of its archives. */
const CATEGORY = /^[a-z-]+(\.[a-z-]+)?$/i;
/** A filter whose value is still to be typed. */
const UNFINISHED = /^(?:authors?|au|cat|category|after|before):$/i;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Reads what was typed: words, `"phrases"`, `-word`, `author:`, `cat:`, `after:` and `before:` (a day, a month
 * or a year), or an arXiv id or address. The last word may be unfinished. Never throws.
 */
export function readSearch(typed: string): SearchQuery {
  const text = typed
    .slice(0, LONGEST)
    .normalize('NFC')
    .replace(TYPOGRAPHIC_QUOTES, '"')
    .replace(FILTER_APART, '$1:')
    .replace(AND_OTHERS, ' ')
    .trim();
  const paperId = arxivIdOf(text) ?? arxivIdOf(NAMED_PAPER.exec(text)?.[0] ?? '');
  const parts = paperId === null ? [...text.matchAll(PART)] : [];
  const draft: Draft = { terms: [], categories: [], after: null, before: null, unread: [] };
  // In a title in capitals alone, OR and NOT are words.
  const operators = parts.length <= MOST_IN_CAPITALS || /\p{Ll}/u.test(text);
  let operator: Operator = '';
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next = operators && !isLast && draft.terms.length < MOST_TERMS ? OPERATORS.get(part[0]) : undefined;
    if (next === undefined) addPart(draft, part, { isLast, isAlone: parts.length === 1, operator });
    operator = next ?? '';
  }
  return { ...draft, paperId };
}

interface Draft {
  readonly terms: SearchTerm[];
  readonly categories: string[];
  after: CalendarDate | null;
  before: CalendarDate | null;
  readonly unread: string[];
}

type Operator = '' | 'and' | 'or' | 'not';

/** As other searches have them: AND goes without saying. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['AND', 'and'],
  ['&', 'and'],
  ['&&', 'and'],
  ['OR', 'or'],
  ['|', 'or'],
  ['||', 'or'],
  ['NOT', 'not'],
]);

/** What stands around a part. */
interface Around {
  readonly isLast: boolean;
  readonly isAlone: boolean;
  readonly operator: Operator;
}

function addPart(draft: Draft, part: RegExpExecArray, around: Around): void {
  const [whole, minus = '', name = '', phrase, word = ''] = part;
  const text = (phrase ?? word).trim();
  const filter = FILTERS[name.toLowerCase()] ?? name.toLowerCase();
  if (filter === 'after' || filter === 'before') {
    const day = dayOf(text);
    if (day === null || minus !== '') draft.unread.push(whole);
    else draft[filter] = day;
  } else if (filter === 'cat') {
    const names = text
      .toLowerCase()
      .split(/[,;|]/)
      .filter((part) => part !== '');
    if (names.length > 0 && names.every((part) => CATEGORY.test(part)) && minus === '')
      draft.categories.push(...names);
    else draft.unread.push(whole);
  } else if (WORD.test(text) && !UNFINISHED.test(text)) {
    const field = filter === 'author' ? 'author' : 'any';
    const excluded = minus !== '' || around.operator === 'not';
    const isQuoted = phrase !== undefined;
    // The initial of a name that is not set in quotes tells nothing beside others.
    if (!isQuoted && field === 'any' && !around.isAlone && INITIAL.test(text)) return;
    const [first = '', ...others] = isQuoted
      ? [text]
      : text
          .split('|')
          .map(withoutLoneBracket)
          .filter((one) => WORD.test(one));
    addTerm(draft, { text: first, field, excluded }, { ...around, isQuoted });
    for (const one of others) {
      addTerm(draft, { text: one, field, excluded }, { ...around, isQuoted, operator: 'or' });
    }
  }
}

/** `(tea` and `jam)` of `(tea OR jam)`; `(un)certain` keeps both. */
function withoutLoneBracket(word: string): string {
  if (word.includes('(') && word.includes(')')) return word;
  return word.replace(/^\(+|\)+$/g, '');
}

const INITIAL = /^\p{L}\.$/u;

function addTerm(
  { terms }: Draft,
  term: Pick<SearchTerm, 'text' | 'field' | 'excluded'>,
  { isLast, isQuoted, operator }: Around & { readonly isQuoted: boolean },
): void {
  if (terms.length >= MOST_TERMS) return;
  const { text, excluded } = term;
  const unfinished = isLast && !excluded && !isQuoted;
  // The first letter of a further word tells nothing yet.
  if (unfinished && text.length === 1 && terms.length > 0) return;
  const prefix = unfinished && lettersIn(text) >= (terms.length > 0 ? 2 : SHORTEST_PREFIX);
  const isOther = operator === 'or' && !excluded && terms.at(-1)?.excluded === false;
  terms.push({ ...term, prefix, ...(isOther && { or: true }) });
}

/** Of `C++` one: what is none begins no word. */
function lettersIn(text: string): number {
  return foldedWords(text).reduce((count, word) => count + word.text.length, 0);
}

/** Whether there is anything to look for. */
export function isEmptySearch({ terms, categories, after, before, paperId }: SearchQuery): boolean {
  return (
    terms.length === 0 && categories.length === 0 && after === null && before === null && paperId === null
  );
}

/**
 * What the terms ask for, in folded words; null where there are none. Words that stand beside each other are also
 * found where they are written as one, and what is written as one where it stands apart. Stop words are passed
 * over; where there is nothing else, they are asked for and nothing holds them.
 */
function askedBy(terms: readonly SearchTerm[], ways: (term: SearchTerm) => Asked[] = () => []): Asked | null {
  const parts: Asked[] = [];
  let before: Asked | null = null;
  for (const [index, term] of terms.entries()) {
    const asked = askedByTerm(term, terms[index - 1], terms[index + 1]);
    if (asked !== null && term.or && before !== null) parts.pop();
    const either = asked === null ? null : anyOf(asked, ways(term));
    before = either !== null && term.or && before !== null ? { any: [before, either] } : either;
    if (before !== null) parts.push(before);
  }
  if (parts.length > 0) return { all: parts };
  const [first] = terms.flatMap(({ text }) => onlyStopWords(text));
  return terms.length === 0 ? null : { word: first ?? 'the', flags: '' };
}

/** `dont` of `don't` and `ai` of `A.I.`, which a text may hold; else the first word, which none does. */
function onlyStopWords(text: string): string[] {
  const [first = [], ...others] = compounds(text);
  const words = first.map((word) => word.text);
  return others.length === 0 && words.length > 1 ? [words.join('')] : words.slice(0, 1);
}

/** The terms in the language of PostgreSQL's `to_tsquery`; null where there are none. */
export function tsqueryOf(terms: readonly SearchTerm[]): string | null {
  const asked = askedBy(terms);
  return asked === null ? null : writeTsquery(asked);
}

/** What an index tells of {@link tsqueryOf}: see {@link loosely}. */
export function looselyOf(terms: readonly SearchTerm[]): string | null {
  return writtenLoosely(askedBy(terms));
}

/** Questions for words that were typed as one and may stand as two: `worldmodel` as `world model`. */
export interface Apart {
  /** The terms once more, each also taken apart. */
  readonly exactly: string;
  /** What an index tells of it: see {@link loosely}. */
  readonly loosely: string;
  /** The same, and both words of any way to take one apart: what the terms as they were typed do not find. */
  readonly beyondTyped: string;
}

/** Null where no term can be taken apart, so that {@link tsqueryOf} says everything. */
export function apartOf(terms: readonly SearchTerm[]): Apart | null {
  const words = terms.filter((term) => waysApart(term).length > 0);
  if (words.length === 0 || words.length > MOST_TAKEN_APART) return null;
  const asked = askedBy(terms, waysApart);
  const needed = asked === null ? null : loosely(asked);
  const anyWay = loosely({ any: words.flatMap(waysApart) });
  if (asked === null || needed === null || anyWay === null) return null;
  return {
    exactly: writeTsquery(asked),
    loosely: writeTsquery(needed),
    beyondTyped: writeTsquery({ all: [needed, anyWay] }),
  };
}

function writtenLoosely(asked: Asked | null): string | null {
  const needed = asked === null ? null : loosely(asked);
  return needed === null ? null : writeTsquery(needed);
}

/** Names of people are not taken apart. */
function waysApart({ text, field, excluded, prefix }: SearchTerm): Asked[] {
  const [word, ...others] = foldedWords(text);
  if (word === undefined || others.length > 0 || field !== 'any' || excluded) return [];
  return takenApart(word.text).map((phrase) => ({
    phrase,
    flags: prefix && phrase[1].length >= SHORTEST_PREFIX_APART ? '*' : '',
  }));
}

function anyOf(asked: Asked, ways: readonly Asked[]): Asked {
  return ways.length === 0 ? asked : { any: [asked, ...ways] };
}

function askedByTerm(
  term: SearchTerm,
  before: SearchTerm | undefined,
  behind: SearchTerm | undefined,
): Asked | null {
  const flags = `${term.prefix ? '*' : ''}${term.field === 'author' ? 'B' : ''}`;
  const [only, ...others] = foldedWords(term.text);
  if (only === undefined || others.length > 0)
    return excludedBy(term, phraseOf(term.text, flags, term.excluded));
  if (isStopWord(only.text) && !term.prefix) return null;
  const word = { word: only.text, flags };
  const otherwise = otherWays(term.text, flags);
  if (term.excluded) return { not: anyOf(word, otherwise) };
  const previous = term.or ? null : neighbour(term, before);
  const next = behind?.or ? null : neighbour(term, behind);
  const joined: Asked[] = [...otherwise];
  if (previous !== null && mayJoin(previous, only.text)) joined.push({ word: previous + only.text, flags });
  if (next !== null && behind !== undefined && mayJoin(only.text, next)) {
    joined.push({ word: only.text + next, flags: `${behind.prefix ? '*' : ''}${flags.replace('*', '')}` });
  }
  return joined.length === 0 ? word : { any: [word, ...joined] };
}

function excludedBy({ excluded }: SearchTerm, asked: Asked | null): Asked | null {
  return excluded && asked !== null ? { not: asked } : asked;
}

/** The one word of a term beside another that may be written as one with it. */
function neighbour(term: SearchTerm, beside: SearchTerm | undefined): string | null {
  if (beside === undefined || beside.excluded || beside.field !== term.field) return null;
  const [word, ...others] = foldedWords(beside.text);
  return word === undefined || others.length > 0 ? null : word.text;
}

function dayOf(text: string): CalendarDate | null {
  const [, year, month = '1', date = '1'] =
    /^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/.exec(text) ?? [];
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isCalendarDate(day) ? day : null;
}
