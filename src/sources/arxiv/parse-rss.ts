import { BroadsheetError } from '../../errors.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import { namesInLine } from '../author-names.js';
import { cleanLine } from '../clean-text.js';
import type { SkippedItem } from '../source.js';
import { arxivDate } from './announcements.js';
import { type ParsedEntry, parseEntry } from './parse-entry.js';
import { child, children, readXml, textOf, type XmlElement } from './read-xml.js';

export interface RssDay {
  /** The day that the feed stands for. */
  readonly date: CalendarDate;
  /** New papers and those that were put into another category; not the new versions of older ones. */
  readonly entries: readonly ParsedEntry[];
  readonly skipped: readonly SkippedItem[];
}

/** Kinds of announcement that put a paper on the list. */
const LISTED = new Set(['new', 'cross']);
/** `arXiv:2603.00001v1 Announce Type: new`, in front of the abstract. */
const PREFIX = /^\s*arXiv:\S+\s+Announce Type:[^\n]*\n\s*(Abstract:\s*)?/i;

/**
 * Reads the feed of what arXiv announced last (https://info.arxiv.org/help/rss.html). It is empty on days
 * without announcement; the elements skipDays and pubDate say which day it is.
 * @throws BroadsheetError SOURCE_ANSWER_INVALID where that is another document
 */
export function parseRss(text: string): RssDay {
  const channel = child(child(readXml(text), 'rss'), 'channel');
  const moment = Date.parse(textOf(channel, 'pubDate') || textOf(channel, 'lastBuildDate'));
  if (channel === null || Number.isNaN(moment)) {
    const message = 'The source of papers answered something that is no feed of announcements.';
    throw new BroadsheetError('SOURCE_ANSWER_INVALID', message, { details: { status: 200 } });
  }
  const entries: ParsedEntry[] = [];
  const skipped: SkippedItem[] = [];
  for (const item of children(channel, 'item') as readonly XmlElement[]) {
    const kind = textOf(item, 'arxiv:announce_type').trim().toLowerCase();
    if (kind !== '' && !LISTED.has(kind)) continue;
    const entry = parseEntry(entryOf(item));
    if (entry !== null) entries.push(entry);
    else skipped.push({ paperId: cleanLine(textOf(item, 'guid'), 64) || null, reason: 'not an arXiv id' });
  }
  return { date: arxivDate(new Date(moment)), entries, skipped };
}

/** An item tells the day of announcement and not that of publication, and it has no comment. */
function entryOf(item: XmlElement) {
  return {
    id:
      textOf(item, 'guid') ||
      children(item, 'link')
        .filter((link) => typeof link === 'string')
        .join(''),
    title: textOf(item, 'title'),
    abstract: textOf(item, 'description').replace(PREFIX, ''),
    authors: namesInLine(textOf(item, 'dc:creator')),
    published: '',
    categories: children(item, 'category').map((category) =>
      typeof category === 'string' ? category : textOf(category, '#text'),
    ),
    comment: null,
  };
}
