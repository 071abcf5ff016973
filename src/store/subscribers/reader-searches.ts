import type { AskedReaders } from '../../model/reader-filter.js';
import type { Queryable } from '../database.js';

/** What an operator looked for, or chose. */
export interface KeptSearch {
  readonly asked: AskedReaders;
  /** Those who were chosen one by one; null: all whom the search finds. */
  readonly ids: readonly number[] | null;
}

export interface ReaderSearch extends KeptSearch {
  /** 22 characters of base64url. */
  readonly id: string;
  /** Null where it is forgotten after a day. */
  readonly name: string | null;
}

interface SearchRow {
  readonly id: string;
  readonly name: string | null;
  readonly filter: KeptSearch;
}

export async function insertReaderSearch(
  database: Queryable,
  { id, name, asked, ids }: ReaderSearch,
  { madeBy, at }: { readonly madeBy: number | null; readonly at: Date },
): Promise<void> {
  await database.query(
    'INSERT INTO reader_searches (id, name, filter, made_by, made_at) VALUES ($1, $2, $3, $4, $5)',
    [id, name, JSON.stringify({ asked, ids }), madeBy, at],
  );
}

/** @returns null where there is none, any more */
export async function findReaderSearch(database: Queryable, id: string): Promise<ReaderSearch | null> {
  const { rows } = await database.query<SearchRow>(
    'SELECT id, name, filter FROM reader_searches WHERE id = $1',
    [id],
  );
  return rows[0] === undefined ? null : searchOf(rows[0]);
}

/** Those with a name, by it. */
export async function listReaderSearches(database: Queryable): Promise<readonly ReaderSearch[]> {
  const { rows } = await database.query<SearchRow>(
    'SELECT id, name, filter FROM reader_searches WHERE name IS NOT NULL ORDER BY lower(name), id LIMIT 100',
  );
  return rows.map(searchOf);
}

/** Those with this name, the newest first; two are enough to see that it says not which. */
export async function findSearchesByName(
  database: Queryable,
  name: string,
): Promise<readonly ReaderSearch[]> {
  const { rows } = await database.query<SearchRow>(
    'SELECT id, name, filter FROM reader_searches WHERE name = $1 ORDER BY made_at DESC, id LIMIT 2',
    [name],
  );
  return rows.map(searchOf);
}

export async function deleteReaderSearch(client: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await client.query('DELETE FROM reader_searches WHERE id = $1', [id]);
  return rowCount === 1;
}

/** Forgets what has no name and was looked for before a moment. */
export async function forgetReaderSearches(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM reader_searches WHERE name IS NULL AND made_at < $1', [before]);
}

function searchOf({ id, name, filter: { asked, ids } }: SearchRow): ReaderSearch {
  return { id, name, asked, ids };
}
