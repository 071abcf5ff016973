import type { Paper } from '../../model/paper.js';
import { arxivIdOf } from '../../model/paper-id.js';
import { authorNames } from '../author-names.js';
import { cleanLine, cleanText } from '../clean-text.js';
import { isWithdrawn } from './withdrawal.js';

/** What the two feeds of arXiv say of one paper, in whichever elements they say it. */
export interface FeedEntry {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  readonly published: string;
  readonly categories: readonly string[];
  /** Null from a feed that has none. */
  readonly comment: string | null;
}

export interface ParsedEntry {
  readonly paper: Paper;
  /** Null where nothing says so and the feed does not tell of withdrawals. */
  readonly withdrawn: boolean | null;
}

const bounds = { title: 500, abstract: 10_000, comment: 5_000 } as const;
const CATEGORY = /^[a-z-]{2,20}(\.[A-Za-z-]{2,20})?$/;

/**
 * One paper of a feed; null where its id is none. Among its categories arXiv also lists those of other schemes
 * (MSC, ACM), which are left out.
 */
export function parseEntry(entry: FeedEntry): ParsedEntry | null {
  const id = arxivIdOf(entry.id);
  if (id === null) return null;
  const abstract = cleanText(entry.abstract, bounds.abstract);
  const published = new Date(entry.published);
  const paper: Paper = {
    id,
    title: cleanLine(entry.title, bounds.title),
    abstract,
    authors: authorNames(entry.authors),
    publishedAt: Number.isNaN(published.getTime()) ? null : published,
    organization: null,
    codeUrl: null,
    projectUrl: null,
    summary: null,
    keywords: [],
    categories: [...new Set(entry.categories.map((term) => term.trim()))].filter((term) =>
      CATEGORY.test(term),
    ),
  };
  const comment = cleanLine(entry.comment ?? '', bounds.comment);
  const isTakenBack = isWithdrawn({ comment, abstract });
  return { paper, withdrawn: isTakenBack || entry.comment !== null ? isTakenBack : null };
}
