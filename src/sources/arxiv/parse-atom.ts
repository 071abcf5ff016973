import { BroadsheetError } from '../../errors.js';
import { cleanLine } from '../clean-text.js';
import type { SkippedItem } from '../source.js';
import { type ParsedEntry, parseEntry } from './parse-entry.js';
import { child, children, readXml, textOf, type XmlElement } from './read-xml.js';

export interface AtomPage {
  readonly entries: readonly ParsedEntry[];
  readonly skipped: readonly SkippedItem[];
  /** How many results there are on all pages. */
  readonly total: number;
}

const ERROR_ID = '/api/errors';

/**
 * Reads one page of arXiv's query interface (Atom with OpenSearch,
 * https://info.arxiv.org/help/api/user-manual.html §3.3).
 * @throws BroadsheetError SOURCE_ANSWER_INVALID where that is another document, or one that tells of an error
 */
export function parseAtom(text: string): AtomPage {
  const feed = child(readXml(text), 'feed');
  if (feed === null) throw invalid('The source of papers answered something that is no feed.');
  const elements = children(feed, 'entry') as readonly XmlElement[];
  const fault = elements.find((entry) => textOf(entry, 'id').includes(ERROR_ID));
  if (fault !== undefined) throw invalid(`The source of papers refused the question: ${reasonOf(fault)}.`);
  const entries: ParsedEntry[] = [];
  const skipped: SkippedItem[] = [];
  for (const element of elements) {
    const entry = parseEntry(entryOf(element));
    if (entry !== null) entries.push(entry);
    else skipped.push({ paperId: cleanLine(textOf(element, 'id'), 64) || null, reason: 'not an arXiv id' });
  }
  const total = Number(textOf(feed, 'opensearch:totalResults'));
  return { entries, skipped, total: Number.isSafeInteger(total) ? total : elements.length };
}

/** Why a question was refused, out of an answer with an error status; null where that is no such feed. */
export function atomFault(text: string): string | null {
  const [entry] = children(child(readXml(text), 'feed'), 'entry');
  return entry === undefined || !textOf(entry, 'id').includes(ERROR_ID) ? null : reasonOf(entry);
}

function reasonOf(entry: unknown): string {
  return cleanLine(textOf(entry, 'summary'), 200) || 'without a reason';
}

function entryOf(element: XmlElement) {
  const primary = textOf(child(element, 'arxiv:primary_category'), '@term');
  const terms = children(element, 'category').map((category) => textOf(category, '@term'));
  return {
    id: textOf(element, 'id'),
    title: textOf(element, 'title'),
    abstract: textOf(element, 'summary'),
    authors: children(element, 'author').map((author) => textOf(author, 'name')),
    published: textOf(element, 'published'),
    categories: primary === '' ? terms : [primary, ...terms],
    comment: textOf(element, 'arxiv:comment'),
  };
}

function invalid(message: string): BroadsheetError {
  return new BroadsheetError('SOURCE_ANSWER_INVALID', message, { details: { status: 200 } });
}
