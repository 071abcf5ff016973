import type { Queryable } from '../database.js';

/**
 * Takes an address out of what is not the subscriber's own row: reports that nobody was found for, or that are
 * about somebody else and quote it, others' wishes to move to it, and what operators wrote when they lifted its suppression. Reports keep
 * their class and their counts.
 * @param key the address as `addressKey` writes it
 */
export async function redactAddress(client: Queryable, key: string, hash: Buffer): Promise<void> {
  await client.query(
    `UPDATE feedback SET excerpt = NULL, reply = NULL
      WHERE strpos(lower(excerpt), $1) > 0 OR strpos(lower(reply), $1) > 0`,
    [key],
  );
  await client.query(
    `UPDATE address_changes
        SET new_address = NULL, new_address_key = NULL, new_address_hash = NULL, old_waits = false, new_waits = false
      WHERE new_address_key = $1`,
    [key],
  );
  await client.query('UPDATE notices SET recipient_hash = NULL WHERE recipient_hash = $1', [hash]);
  await client.query('DELETE FROM suppression_lifts WHERE address_hash = $1', [hash]);
}
