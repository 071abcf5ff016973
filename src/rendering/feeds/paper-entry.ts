import { paperPageUrl } from '../../model/links.js';
import type { ObservedPaper } from '../../model/paper.js';
import { minimalHtml } from '../../paper-text/minimal-html.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import type { FeedEntry } from './feed.js';

/** Readers of feeds show few names, and a paper can have hundreds. */
const MOST_AUTHORS = 30;

/** A paper as an entry; `updated` is when it came onto the list. */
export function paperEntry(publicUrl: string, { paper }: ObservedPaper, updated: Date): FeedEntry {
  const url = paperPageUrl(publicUrl, paper.id);
  return {
    id: url,
    url,
    title: plainText(readText(paper.title)),
    html: `<p>${minimalHtml(readText(paper.abstract))}</p>`,
    text: null,
    authors: paper.authors.slice(0, MOST_AUTHORS).map((name) => plainText(readText(name))),
    categories: paper.categories,
    published: paper.publishedAt,
    updated,
  };
}
