import type { Queryable } from '../database.js';

/** A request to move to another address whose notices are not all decided on. */
export interface WaitingChange {
  readonly subscriberId: number;
  readonly serial: number;
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
  readonly oldWaits: boolean;
  readonly newWaits: boolean;
  /** The reader's address as it is. */
  readonly oldAddress: string;
  /** When the old address was last told of a change, and how often since the moment that was asked for. */
  readonly lastOldNoticeAt: Date | null;
  readonly oldNotices: number;
}

/** The oldest changes that wait, held to the end of the transaction; `since` is where counting notices begins. */
export async function claimAddressChanges(
  client: Queryable,
  since: Date,
  limit: number,
): Promise<readonly WaitingChange[]> {
  const { rows } = await client.query<WaitingRow>(
    `SELECT c.subscriber_id, c.serial, c.new_address, c.new_address_key, c.new_address_hash,
            c.old_waits, c.new_waits, s.address AS old_address, told.last_at, told.recent
       FROM address_changes c
       JOIN subscribers s ON s.id = c.subscriber_id
      CROSS JOIN LATERAL (
        SELECT max(created_at) AS last_at, count(*) FILTER (WHERE created_at > $1) AS recent
          FROM notices WHERE kind = 'address-old' AND subscriber_id = c.subscriber_id
      ) AS told
      WHERE c.new_address IS NOT NULL AND (c.old_waits OR c.new_waits)
      ORDER BY c.requested_at, c.subscriber_id LIMIT $2
      FOR UPDATE OF c SKIP LOCKED FOR KEY SHARE OF s SKIP LOCKED`,
    [since, limit],
  );
  return rows.map((row) => ({
    subscriberId: row.subscriber_id,
    serial: row.serial,
    address: row.new_address,
    key: row.new_address_key,
    hash: row.new_address_hash,
    oldWaits: row.old_waits,
    newWaits: row.new_waits,
    oldAddress: row.old_address,
    lastOldNoticeAt: row.last_at,
    oldNotices: row.recent,
  }));
}

/** Keeps which sides have still to be decided on. */
export async function keepWaiting(
  client: Queryable,
  waiting: readonly { readonly subscriberId: number; readonly old: boolean; readonly new: boolean }[],
): Promise<void> {
  await client.query(
    `UPDATE address_changes c SET old_waits = w.old, new_waits = w.new
       FROM unnest($1::bigint[], $2::boolean[], $3::boolean[]) AS w (subscriber_id, old, new)
      WHERE c.subscriber_id = w.subscriber_id`,
    [
      waiting.map(({ subscriberId }) => subscriberId),
      waiting.map((one) => one.old),
      waiting.map((one) => one.new),
    ],
  );
}

interface WaitingRow {
  readonly subscriber_id: number;
  readonly serial: number;
  readonly new_address: string;
  readonly new_address_key: string;
  readonly new_address_hash: Buffer;
  readonly old_waits: boolean;
  readonly new_waits: boolean;
  readonly old_address: string;
  readonly last_at: Date | null;
  readonly recent: number;
}
