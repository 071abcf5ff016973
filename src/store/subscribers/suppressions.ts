import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/**
 * Keeps an address from being mailed. The first reason stays: an erasure does not soften a complaint. A note that
 * was kept beside it goes, since it may name the person.
 */
export async function insertSuppression(
  client: Queryable,
  hash: Buffer,
  reason: SuppressionReason,
): Promise<void> {
  await client.query(
    'INSERT INTO suppressions (address_hash, reason) VALUES ($1, $2) ON CONFLICT (address_hash) DO UPDATE SET note = NULL',
    [hash, reason],
  );
}

/** Forgets that the address was erased: the person has confirmed a request of their own since. */
export async function liftErasure(client: Queryable, subscriberId: number): Promise<void> {
  await client.query(
    `DELETE FROM suppressions WHERE reason = 'erased'
       AND address_hash = (SELECT address_hash FROM subscribers WHERE id = $1)`,
    [subscriberId],
  );
}
