import { isSample, type Paper, paperLinks } from '../model/paper.js';
import { arxivYear, isArxivId } from '../model/paper-id.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';
import type { ReadableText } from '../paper-text/run.js';
import { readUrl } from '../read-url.js';
import { type AuthorParts, authorParts } from './author-parts.js';

/** What is cited of a paper. */
export type CitedPaper = Pick<
  Paper,
  'id' | 'title' | 'abstract' | 'authors' | 'publishedAt' | 'keywords' | 'categories' | 'projectUrl'
>;

/** When a paper appeared, as far as it is known. */
export interface CitedDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Null where only the id tells of the month. */
  readonly day: number | null;
}

export interface ArxivEntry {
  /** Without a version, and without the class in an old id: `math/0309136`. */
  readonly eprint: string;
  readonly primaryClass: string | null;
  /** Every arXiv entry has one, registered with DataCite (https://info.arxiv.org/help/doi.html). */
  readonly doi: string;
}

/** A paper as reference managers see it, before it is written in a format of theirs. */
export interface Citation {
  /** Follows from the id alone: a corrected title or author never breaks a document that cites it. */
  readonly key: string;
  readonly title: ReadableText;
  readonly authors: readonly AuthorParts[];
  readonly date: CitedDate | null;
  readonly abstract: string;
  readonly keywords: readonly string[];
  /** Null for a paper that is not arXiv's. */
  readonly arxiv: ArxivEntry | null;
  readonly url: string | null;
  readonly note: string | null;
}

const OLD_ID = /^([a-z-]+)(?:\.([A-Z]{2}))?\/((\d{2})(\d{2})\d{3})$/;
const NEW_ID = /^(\d{2})(\d{2})\.\d{4,5}$/;
/** Archives whose classes all name a subject. */
const ONLY_WITH_SUBJECT: ReadonlySet<string> = new Set(['cs', 'math', 'nlin', 'physics', 'q-bio']);

/** Reads a paper for citing. */
export function citationOf(paper: CitedPaper): Citation {
  const arxiv = isArxivId(paper.id) ? arxivEntry(paper.id, paper.categories[0] ?? null) : null;
  return {
    key: `${arxiv === null ? 'paper' : 'arxiv'}-${(arxiv?.eprint ?? paper.id).replaceAll('/', '-')}`,
    title: readText(paper.title || 'Untitled'),
    authors: paper.authors.map(authorParts).filter((author) => author !== null),
    date: dateOf(paper),
    abstract: plainText(readText(paper.abstract)),
    keywords: paper.keywords.map((keyword) => plainText(readText(keyword))),
    arxiv,
    url: arxiv === null ? webUrl(paper.projectUrl) : (paperLinks(arxiv.eprint)?.abstract ?? null),
    note: isSample(paper.id) ? 'Invented sample' : null,
  };
}

/** An old id names its archive, which is the class where the archive has none. */
function arxivEntry(id: string, known: string | null): ArxivEntry {
  const [, archive, subject, number] = OLD_ID.exec(id) ?? [];
  const eprint = archive === undefined ? id : `${archive}/${number}`;
  const inId = archive === undefined || ONLY_WITH_SUBJECT.has(archive) ? null : archive;
  return {
    eprint,
    primaryClass: known ?? (subject === undefined ? inId : `${archive}.${subject}`),
    doi: `10.48550/arXiv.${eprint}`,
  };
}

function dateOf({ id, publishedAt }: CitedPaper): CitedDate | null {
  if (publishedAt !== null) {
    const [year, month, day] = [
      publishedAt.getUTCFullYear(),
      publishedAt.getUTCMonth() + 1,
      publishedAt.getUTCDate(),
    ];
    return { year, month, day };
  }
  const [, yy, mm] = NEW_ID.exec(id) ?? OLD_ID.exec(id)?.slice(3) ?? [];
  const month = Number(mm);
  if (yy === undefined || !(month >= 1 && month <= 12)) return null;
  return { year: arxivYear(yy), month, day: null };
}

function webUrl(url: string | null): string | null {
  const read = url === null ? null : readUrl(url);
  if (read === null) return null;
  const { protocol, href } = read;
  // Braces would unbalance a BibTeX entry; a URL may always name them by their code.
  const balanced = href.replaceAll('{', '%7B').replaceAll('}', '%7D');
  return protocol === 'https:' || protocol === 'http:' ? balanced : null;
}
