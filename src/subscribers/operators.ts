import { addressKey, addressParts } from '../model/address.js';
import { everyReader, type ReaderFilter } from '../model/reader-filter.js';
import type { Subscriber, SubscriberState } from '../model/subscriber.js';
import type { Database } from '../store/database.js';
import { findReaders } from '../store/subscribers/reader-search.js';
import {
  findSubscriberById,
  findSubscriberByKey,
  readSubscribers,
} from '../store/subscribers/subscribers.js';

export interface SubscriberQuery {
  readonly state?: SubscriberState;
  /** Any part of the address from three characters on, its beginning where it is shorter; in any case. */
  readonly query?: string;
  /** The `next` of the page before. */
  readonly after?: number;
  /** 1 to 500; other numbers are moved to the nearer end. */
  readonly limit: number;
}

export interface SubscriberPage {
  readonly subscribers: readonly Subscriber[];
  /** Where the next page goes on; null on the last one. */
  readonly next: number | null;
}

const MAX_PAGE = 500;

/** One page of the subscribers in order of id. */
export async function listSubscribers(database: Database, query: SubscriberQuery): Promise<SubscriberPage> {
  const limit = Math.min(Math.max(Math.trunc(query.limit), 1), MAX_PAGE);
  const filter = { ...everyReader, state: query.state ?? null, part: partOf(query.query) };
  return listReaders(database, filter, { after: query.after ?? null, limit });
}

/** The same of those whom a filter finds. */
export async function listReaders(
  database: Database,
  filter: ReaderFilter,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Promise<SubscriberPage> {
  const place = { order: 'oldest', after, limit: limit + 1 } as const;
  const found = await findReaders(database, filter, place);
  const shown = found.slice(0, limit);
  const subscribers = await readSubscribers(database, shown);
  return { subscribers, next: found.length > limit ? (shown.at(-1) ?? null) : null };
}

function partOf(typed: string | undefined): string | null {
  const part = typed?.trim() ?? '';
  return part === '' ? null : addressKey(part);
}

/** @returns null where there is no such subscriber, or the text is no address */
export async function findSubscriber(
  database: Database,
  by: { readonly id: number } | { readonly address: string },
): Promise<Subscriber | null> {
  if ('id' in by) return findSubscriberById(database, by.id);
  const parts = addressParts(by.address);
  return parts === null ? null : findSubscriberByKey(database, addressKey(parts.address));
}
