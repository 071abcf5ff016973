import type { Queryable } from './database.js';

/**
 * Takes an address out of what is not the subscriber's own row: reports that nobody was found for, or that are
 * about somebody else and quote it, and what operators wrote when they lifted its suppression. Reports keep
 * their class and their counts.
 * @param key the address as `addressKey` writes it
 */
export async function forgetMentions(client: Queryable, key: string, hash: Buffer): Promise<void> {
  await client.query(
    `UPDATE feedback SET excerpt = NULL, reply = NULL
      WHERE strpos(lower(excerpt), $1) > 0 OR strpos(lower(reply), $1) > 0`,
    [key],
  );
  await client.query('DELETE FROM suppression_lifts WHERE address_hash = $1', [hash]);
}
