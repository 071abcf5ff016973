import { paperPageUrl } from '../../model/links.js';
import type { ObservedPaper } from '../../model/paper.js';
import { minimalHtml } from '../../paper-text/minimal-html.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import type { FeedLook } from './feed-look.js';

/** What is told in a feed, in whatever format. All addresses are absolute. */
export interface Feed {
  readonly title: string;
  readonly description: string;
  /** The page that shows the same. */
  readonly pageUrl: string;
  readonly selfUrl: string;
  readonly updated: Date;
  readonly look: FeedLook;
  readonly entries: readonly FeedEntry[];
}

export interface FeedEntry {
  /** Its id as well: it never changes. */
  readonly url: string;
  readonly title: string;
  readonly html: string;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly published: Date | null;
  readonly updated: Date;
}

/** Readers of feeds show few names, and a paper can have hundreds. */
const MOST_AUTHORS = 30;

/** A paper as an entry; `updated` is when it came onto the list. */
export function paperEntry(publicUrl: string, { paper }: ObservedPaper, updated: Date): FeedEntry {
  return {
    url: paperPageUrl(publicUrl, paper.id),
    title: plainText(readText(paper.title)),
    html: `<p>${minimalHtml(readText(paper.abstract))}</p>`,
    authors: paper.authors.slice(0, MOST_AUTHORS).map((name) => plainText(readText(name))),
    categories: paper.categories,
    published: paper.publishedAt,
    updated,
  };
}

/** The moment that a feed changed last: that of its newest entry. */
export function newestOf(entries: readonly FeedEntry[], otherwise: Date): Date {
  const times = entries.map(({ updated }) => updated.getTime());
  return times.length === 0 ? otherwise : new Date(Math.max(...times));
}
