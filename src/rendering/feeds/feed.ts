import type { Language } from '../../model/language.js';

/** A feed before it is written in a format. */
export interface Feed {
  readonly language: Language;
  readonly title: string;
  /** The page that the feed is about. */
  readonly homeUrl: string;
  /** Where the feed itself is. */
  readonly selfUrl: string;
  /** Who the entries are from. */
  readonly author: string;
  /** When there is no entry, since when the feed is as it is. */
  readonly updatedAt: Date;
  /** The newest first. */
  readonly entries: readonly FeedEntry[];
}

export interface FeedEntry {
  /** Never changes, and no other entry of any feed has it. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly publishedAt: Date;
  readonly html: string;
  readonly text: string;
}

/** When a feed last changed. */
export function feedUpdatedAt({ entries, updatedAt }: Feed): Date {
  return entries[0]?.publishedAt ?? updatedAt;
}
