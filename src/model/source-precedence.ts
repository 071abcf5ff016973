import type { SourceKind } from './source-kind.js';

/** Each of `Kinds` once, in any order. */
type Ranking<Kinds extends string, First = Kinds> = [Kinds] extends [never]
  ? readonly []
  : First extends Kinds
    ? readonly [First, ...Ranking<Exclude<Kinds, First>>]
    : never;

/**
 * Which source is believed where several tell of one paper: the first of a row that says anything, by kind of
 * source; every kind has its place in every row. A source always replaces what it said itself, so that a
 * changed title is taken, and what it leaves out deletes nothing.
 *
 * Of authors, abstract and categories, a value that knows less never displaces one that knows more (fewer of the same
 * names, the beginning of the same text, some of the same categories), and one that knows more displaces any.
 *
 * arXiv is where a paper is published; Hugging Face knows its code and counts votes; a file is somebody's own
 * list, made for its own words about a paper.
 */
export const fieldPrecedence = {
  title: ['arxiv', 'huggingface', 'file'],
  abstract: ['arxiv', 'huggingface', 'file'],
  authors: ['arxiv', 'huggingface', 'file'],
  publishedAt: ['arxiv', 'huggingface', 'file'],
  categories: ['arxiv', 'file', 'huggingface'],
  organization: ['file', 'huggingface', 'arxiv'],
  codeUrl: ['file', 'huggingface', 'arxiv'],
  projectUrl: ['file', 'huggingface', 'arxiv'],
  summary: ['file', 'huggingface', 'arxiv'],
  keywords: ['file', 'huggingface', 'arxiv'],
  withdrawn: ['arxiv', 'file', 'huggingface'],
} as const satisfies Record<string, Ranking<SourceKind>>;

/** Whose count of upvotes, comments and stars stands. arXiv counts nothing. */
export const observationPrecedence = ['huggingface', 'file'] as const satisfies Ranking<
  Exclude<SourceKind, 'arxiv'>
>;
