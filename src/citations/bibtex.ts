import type { AuthorParts } from './author-parts.js';
import type { Citation } from './citation.js';
import { latexString, latexTitle } from './latex-text.js';

/** The month names that every style defines. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;

/**
 * BibTeX entries as arXiv writes them (https://info.arxiv.org/help/hypertex/bibstyles/): `@misc` with eprint,
 * archivePrefix and primaryClass, which biblatex reads as well. Plain ASCII where LaTeX has a command.
 */
export function writeBibtex(citations: readonly Citation[]): string {
  return citations.map(entry).join('\n');
}

function entry(citation: Citation): string {
  const { key, date, arxiv } = citation;
  const authors = citation.authors.map(bibtexName).join(' and ');
  const fields: [string, string | null][] = [
    ['title', `{${latexTitle(citation.title)}}`],
    ['author', authors === '' ? null : `{${authors}}`],
    ['year', date === null ? null : `{${date.year}}`],
    ['month', date === null ? null : (MONTHS[date.month - 1] ?? null)],
    ['eprint', field(arxiv?.eprint)],
    ['archivePrefix', arxiv === null ? null : '{arXiv}'],
    ['primaryClass', field(arxiv?.primaryClass)],
    ['doi', field(arxiv?.doi)],
    ['url', field(citation.url)],
    ['note', field(citation.note)],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name} = ${value},\n`]));
  return `@misc{${key},\n${lines.join('')}}\n`;
}

/** Ids, DOIs and URLs, which hold neither braces nor backslashes and are not escaped where they are printed. */
function field(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : `{${value}}`;
}

/** `von Last, Jr., First`, the form that leaves nothing to guess. */
function bibtexName(author: AuthorParts): string {
  if ('literal' in author) return `{${latexString(author.literal)}}`;
  const family = wholeName(author.family);
  const last = author.particle === '' ? family : `${latexString(author.particle)} ${family}`;
  const parts = author.suffix === '' ? [last] : [last, latexString(author.suffix)];
  return [...parts, guarded(author.given)].join(', ');
}

/** A family name of several words: BibTeX would take words in small letters for a particle. */
function wholeName(name: string): string {
  return / /.test(name) || isAnd(name) ? `{${latexString(name)}}` : latexString(name);
}

function guarded(name: string): string {
  return name.split(' ').some(isAnd) ? `{${latexString(name)}}` : latexString(name);
}

/** The word that separates names. */
function isAnd(word: string): boolean {
  return word.toLowerCase() === 'and' || word.toLowerCase() === 'others';
}
