import type { LinkedSubscriber } from '../../signing/link-token.js';
import type { Queryable } from '../database.js';

/** Whether a reader has moved to another address since a link was made. False where there is no such reader. */
export async function isOfFormerAddress(
  database: Queryable,
  { subscriberId, addressVersion }: LinkedSubscriber,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'SELECT FROM subscribers WHERE id = $1 AND address_generation <> $2',
    [subscriberId, addressVersion],
  );
  return rowCount === 1;
}
