import { plainText } from '../paper-text/plain-text.js';
import type { AuthorParts } from './author-parts.js';
import type { Citation } from './citation.js';

/**
 * RIS (https://refdb.sourceforge.net/manual-0.9.6/sect1-ris-format.html, tags as Zotero and EndNote read them): a
 * tag of two characters, two blanks, a hyphen, a blank; lines end on CRLF. Preprints are of the type UNPB.
 */
export function writeRis(citations: readonly Citation[]): string {
  return citations.map(record).join('');
}

function record(citation: Citation): string {
  const { arxiv, date } = citation;
  const lines: [string, string | null][] = [
    ['TY', 'UNPB'],
    ['ID', citation.key],
    ['TI', plainText(citation.title)],
    ...citation.authors.map((author): [string, string] => ['AU', risName(author)]),
    ['PY', date === null ? null : String(date.year)],
    ['DA', date === null ? null : [date.year, twoDigits(date.month), twoDigits(date.day)].join('/')],
    ['AB', citation.abstract || null],
    ...citation.keywords.map((keyword): [string, string] => ['KW', keyword]),
    ['PB', arxiv === null ? null : 'arXiv'],
    ['M1', arxiv === null ? null : `arXiv:${arxiv.eprint}`],
    ['DO', arxiv?.doi ?? null],
    ['UR', citation.url],
    ['N1', citation.note],
  ];
  const written = lines.flatMap(([tag, value]) => (value === null ? [] : [`${tag}  - ${value}\r\n`]));
  return `${written.join('')}ER  - \r\n`;
}

/** `Family, Given, Suffix`. */
function risName(author: AuthorParts): string {
  // A comma would part it into names.
  if ('literal' in author) return author.literal.replaceAll(',', '');
  const family = author.particle === '' ? author.family : `${author.particle} ${author.family}`;
  return [family, author.given, author.suffix].filter((part) => part !== '').join(', ');
}

function twoDigits(part: number | null): string {
  return part === null ? '' : String(part).padStart(2, '0');
}
