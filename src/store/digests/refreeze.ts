import type { Queryable } from '../database.js';

/** Whether anything of a digest was written for a reader: then it stays as it is. */
export async function hasDeliveries(client: Queryable, id: number): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    'SELECT EXISTS (SELECT FROM slices WHERE digest_id = $1) AS has',
    [id],
  );
  return rows[0]?.has ?? false;
}

/**
 * Takes away a digest that nobody was mailed, with its papers and editions. What a later digest has as a late bloomer
 * stays there, and no digest held it before.
 */
export async function deleteFrozen(client: Queryable, id: number): Promise<void> {
  await client.query('UPDATE digest_bloomers SET before = NULL WHERE before = $1', [id]);
  await client.query('DELETE FROM editions WHERE digest_id = $1', [id]);
  await client.query('DELETE FROM digest_bloomers WHERE digest_id = $1', [id]);
  await client.query('DELETE FROM digest_papers WHERE digest_id = $1', [id]);
  await client.query('DELETE FROM digests WHERE id = $1', [id]);
}
