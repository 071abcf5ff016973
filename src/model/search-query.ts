import { type CalendarDate, isCalendarDate } from './calendar-date.js';
import { isArxivId } from './paper.js';

/** Something that a paper must hold, or must not. */
export interface SearchTerm {
  /** Several words stand for a phrase. */
  readonly text: string;
  readonly field: 'any' | 'author';
  readonly excluded: boolean;
  /** Words that begin so count as well. */
  readonly prefix: boolean;
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
/** Fewer letters begin too many words, where no other word narrows them. */
const SHORTEST_PREFIX = 3;

/** A minus, a filter's name, then words in quotes (the last may lack its end) or one word. */
const PART = /(-?)(?:(author|cat|after|before):)?(?:"([^"]*)(?:"|$)|(\S+))/giu;
/** Of arXiv, or one of its archives. */
const CATEGORY = /^[a-z-]+(\.[a-z-]+)?$/i;
const ARXIV_ADDRESS = /^(?:https?:\/\/)?(?:www\.)?(?:arxiv\.org\/(?:abs|pdf)|huggingface\.co\/papers)\//i;
/** A filter whose value is still to be typed. */
const UNFINISHED = /^(?:author|cat|after|before):$/i;
const WORD = /[\p{L}\p{N}]/u;
const WORDS_AND_MARKS = /\S+/g;

/**
 * Reads what was typed: words, `"phrases"`, `-word`, `author:`, `cat:`, `after:` and `before:` (a day, a month
 * or a year), or an arXiv id or address. The last word may be unfinished. Never throws.
 */
export function readSearch(typed: string): SearchQuery {
  const text = typed.slice(0, LONGEST).trim();
  const paperId = idIn(text);
  const parts = paperId === null ? [...text.matchAll(PART)] : [];
  const draft: Draft = { terms: [], categories: [], after: null, before: null, unread: [] };
  for (const [index, part] of parts.entries()) addPart(draft, part, index === parts.length - 1);
  return { ...draft, paperId };
}

interface Draft {
  readonly terms: SearchTerm[];
  readonly categories: string[];
  after: CalendarDate | null;
  before: CalendarDate | null;
  readonly unread: string[];
}

function addPart(draft: Draft, part: RegExpExecArray, isLast: boolean): void {
  const [whole, minus = '', name = '', phrase, word = ''] = part;
  const text = (phrase ?? word).trim();
  const filter = name.toLowerCase();
  if (filter === 'after' || filter === 'before') {
    const day = dayOf(text);
    if (day === null || minus !== '') draft.unread.push(whole);
    else draft[filter] = day;
  } else if (filter === 'cat') {
    if (CATEGORY.test(text) && minus === '') draft.categories.push(text.toLowerCase());
    else draft.unread.push(whole);
  } else if (WORD.test(text) && !UNFINISHED.test(text) && draft.terms.length < MOST_TERMS) {
    const excluded = minus !== '';
    const unfinished = isLast && !excluded && phrase === undefined;
    // The first letter of a further word tells nothing yet.
    if (unfinished && text.length === 1 && draft.terms.length > 0) return;
    const prefix = unfinished && text.length >= (draft.terms.length > 0 ? 2 : SHORTEST_PREFIX);
    draft.terms.push({ text, field: filter === 'author' ? 'author' : 'any', excluded, prefix });
  }
}

/** Whether there is anything to look for. */
export function isEmptySearch({ terms, categories, after, before, paperId }: SearchQuery): boolean {
  return (
    terms.length === 0 && categories.length === 0 && after === null && before === null && paperId === null
  );
}

/**
 * The terms in the language of PostgreSQL's `to_tsquery`, null where there are none. Quoted, so that nothing
 * of them is read as an operator; several words in one quote are a phrase there.
 * @param only weights that count, of `A` (title), `B` (authors), `C` (abstract) and `D` (organization)
 */
export function tsqueryOf(terms: readonly SearchTerm[], only = ''): string | null {
  const parts = terms.map(({ text, field, excluded, prefix }) => {
    const weights = field === 'author' ? 'B' : excluded ? '' : only;
    const flags = `${prefix ? '*' : ''}${weights}`;
    return `${excluded ? '!' : ''}'${text.replace(/['\\]/g, ' ')}'${flags === '' ? '' : `:${flags}`}`;
  });
  return parts.length === 0 ? null : parts.join(' & ');
}

/**
 * The words that a paper must hold wherever they stand: what an index tells without looking at the paper. The
 * same as {@link tsqueryOf} where there is no phrase, no author and nothing excluded; null where there is nothing.
 */
export function looselyOf(terms: readonly SearchTerm[]): string | null {
  const needed = terms.filter(({ excluded }) => !excluded);
  const words = needed.flatMap(({ text, prefix }) => {
    const parts = text.match(WORDS_AND_MARKS) ?? [];
    return parts.map((word): SearchTerm => ({ text: word, field: 'any', excluded: false, prefix }));
  });
  return tsqueryOf(words);
}

function idIn(text: string): string | null {
  const id = text
    .replace(ARXIV_ADDRESS, '')
    .replace(/^arxiv:/i, '')
    .replace(/(\.pdf|v\d+)+$/i, '');
  return isArxivId(id) ? id : null;
}

function dayOf(text: string): CalendarDate | null {
  const day = `${text}-01-01`.slice(0, Math.max(10, text.length));
  return /^\d{4}(-\d{2}){0,2}$/.test(text) && isCalendarDate(day) ? day : null;
}
