import type { ReaderFilter } from '../model/reader-filter.js';
import type { Queryable } from '../store/database.js';
import { findReaders, type ListedReader, readListedReaders } from '../store/subscribers/reader-search.js';

export interface ReadersPage {
  readonly readers: readonly ListedReader[];
  /** Before which id the next page goes on; null on the last one. */
  readonly next: number | null;
}

/** A page of the readers whom a filter finds, the newest first. */
export async function findReadersPage(
  database: Queryable,
  filter: ReaderFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<ReadersPage> {
  const ids = await findReaders(database, filter, { order: 'newest', after: before, limit: limit + 1 });
  const shown = ids.slice(0, limit);
  const readers = await readListedReaders(database, shown);
  return { readers, next: ids.length > limit ? (shown.at(-1) ?? null) : null };
}
