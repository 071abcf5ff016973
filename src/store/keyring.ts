import type { Queryable } from './database.js';

/** @returns the wrapped key of this name, null before the first start */
export async function findWrappedKey(database: Queryable, name: string): Promise<Buffer | null> {
  const { rows } = await database.query<{ wrapped: Buffer }>('SELECT wrapped FROM keyring WHERE name = $1', [
    name,
  ]);
  return rows[0]?.wrapped ?? null;
}

/** Keeps a key unless another process was first; whoever calls reads again to learn which one counts. */
export async function insertWrappedKey(database: Queryable, name: string, wrapped: Buffer): Promise<void> {
  await database.query('INSERT INTO keyring (name, wrapped) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    wrapped,
  ]);
}

/** Replaces one wrapping by another of the same key; nothing happens where another process did so already. */
export async function replaceWrappedKey(
  database: Queryable,
  name: string,
  former: Buffer,
  wrapped: Buffer,
): Promise<void> {
  await database.query('UPDATE keyring SET wrapped = $3 WHERE name = $1 AND wrapped = $2', [
    name,
    former,
    wrapped,
  ]);
}
