import type { Language } from '../../model/language.js';

/** What is told in a feed, in whatever format. All addresses are absolute. */
export interface Feed {
  readonly language: Language;
  readonly title: string;
  /** Null where its title says all. */
  readonly description: string | null;
  /** The page that shows the same. */
  readonly pageUrl: string;
  readonly selfUrl: string;
  /** Who publishes it. */
  readonly author: string;
  readonly updated: Date;
  readonly look: FeedLook;
  /** The newest first. */
  readonly entries: readonly FeedEntry[];
}

/** What feeds show of the publisher, as absolute addresses; null for what there is none of. */
export interface FeedLook {
  /** As wide as it is high. */
  readonly iconUrl: string | null;
  readonly logoUrl: string | null;
  readonly privacyUrl: string | null;
}

export interface FeedEntry {
  /** Never changes, and no other entry of any feed has it. */
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly html: string;
  /** The same without markup; null where the HTML is enough. */
  readonly text: string | null;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly published: Date | null;
  readonly updated: Date;
}

/** The moment that a feed changed last: that of its newest entry. */
export function newestOf(entries: readonly FeedEntry[], otherwise: Date): Date {
  const times = entries.map(({ updated }) => updated.getTime());
  return times.length === 0 ? otherwise : new Date(Math.max(...times));
}
