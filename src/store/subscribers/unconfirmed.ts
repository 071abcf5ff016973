import type { Queryable } from '../database.js';

/**
 * Deletes subscribers who were asked to confirm and never did: the newest of what they were asked with was
 * written before `before`. Run under the lock of deciding on requests, which may be about to ask once more.
 * @returns how many, `limit` at most, the oldest first
 */
export async function deleteUnconfirmed(client: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM subscribers WHERE state = 'pending' AND id IN (
       SELECT id FROM subscribers s
        WHERE state = 'pending' AND confirmed_at IS NULL AND created_at < $1 AND state_changed_at < $1
          AND NOT EXISTS (SELECT FROM notices n
                           WHERE n.kind = 'confirmation' AND n.subscriber_id = s.id
                             AND (n.created_at >= $1 OR n.state IN ('pending', 'sending', 'deferred')))
        ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, limit],
  );
  return rowCount ?? 0;
}
