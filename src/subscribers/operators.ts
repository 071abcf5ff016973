import { addressKey, addressParts } from '../model/address.js';
import type { Subscriber, SubscriberState } from '../model/subscriber.js';
import type { Database } from '../store/database.js';
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
  const found = await readSubscribers(database, {
    state: query.state ?? null,
    part: query.query === undefined ? null : addressKey(query.query.trim()),
    after: query.after ?? 0,
    limit: limit + 1,
  });
  const subscribers = found.slice(0, limit);
  return { subscribers, next: found.length > limit ? (subscribers.at(-1)?.id ?? null) : null };
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
