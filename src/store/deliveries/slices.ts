import type { DeliveryState } from '../../model/delivery.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { MAIL_IS_HELD } from '../restores.js';
import { LEASE } from './lease.js';

/** What rows become that were on the wire when their worker died: held as uncertain, or sent again. */
export type AbandonedState = Extract<DeliveryState, 'uncertain' | 'pending'>;

export interface LeaseRequest {
  readonly sliceId: number;
  /** Names this run of this worker: a lease is good for one of them. */
  readonly lease: string;
  readonly abandoned: AbandonedState;
  readonly now: Date;
}

export interface LeasedSlice {
  readonly digestId: number;
  /** Rows that a former worker left on the wire, now settled. */
  readonly abandoned: number;
}

/**
 * Takes the lease of a slice that nobody holds, and settles what a dead worker left on the wire in it.
 * @returns null where somebody holds it, or where there is no such slice
 */
export function leaseSlice(
  database: Database,
  { sliceId, lease, abandoned, now }: LeaseRequest,
): Promise<LeasedSlice | null> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ digest_id: number }>(
      `UPDATE slices SET worker = $2, lease_until = now() + ${LEASE}
        WHERE id = $1 AND (lease_until IS NULL OR lease_until < now())
        RETURNING digest_id`,
      [sliceId, lease],
    );
    const slice = rows[0];
    if (slice === undefined) return null;
    const settled = await settleAbandoned(client, [sliceId], abandoned, now);
    return { digestId: slice.digest_id, abandoned: settled };
  });
}

/** Renews a lease. False where it was lost: whoever held it must stop. */
export async function renewSlice(database: Queryable, sliceId: number, lease: string): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE slices SET lease_until = now() + ${LEASE} WHERE id = $1 AND worker = $2`,
    [sliceId, lease],
  );
  return rowCount === 1;
}

/**
 * Gives a lease back. Where rows could not be settled it ends but stays on record, so that the sweep settles
 * them: a slice without a worker has nothing on the wire.
 */
export async function releaseSlice(database: Queryable, sliceId: number, lease: string): Promise<void> {
  await database.query(
    `UPDATE slices AS s
        SET worker = CASE WHEN sending > 0 THEN worker END,
            lease_until = CASE WHEN sending > 0 THEN now() END,
            settled_at = CASE WHEN sending + pending = 0 THEN now() END
       FROM (SELECT count(*) FILTER (WHERE state = 'sending') AS sending,
                    count(*) FILTER (WHERE state = 'pending') AS pending
               FROM deliveries WHERE slice_id = $1) AS l
      WHERE s.id = $1 AND s.worker = $2`,
    [sliceId, lease],
  );
}

/** Ends leases that ran out, and settles what their workers left on the wire. Returns how many rows. */
export function endExpiredLeases(database: Database, abandoned: AbandonedState, now: Date): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `UPDATE slices SET worker = NULL, lease_until = NULL
        WHERE id IN (SELECT id FROM slices WHERE lease_until < now() ORDER BY id FOR UPDATE SKIP LOCKED)
        RETURNING id`,
    );
    return settleAbandoned(
      client,
      rows.map(({ id }) => id),
      abandoned,
      now,
    );
  });
}

const HAS_OPEN_ROWS =
  "EXISTS (SELECT FROM deliveries WHERE slice_id = s.id AND state IN ('pending', 'sending'))";

/** Notes of slices that nobody holds that none of their rows is open any more, so that nobody looks at them again. */
export async function settleSlices(database: Queryable): Promise<void> {
  await database.query(
    `UPDATE slices s SET settled_at = now() WHERE settled_at IS NULL AND worker IS NULL AND NOT ${HAS_OPEN_ROWS}`,
  );
}

/** Slices that have rows to send and no worker, the oldest first; those of halted digests are left alone. */
export async function findUnheldSlices(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT s.id
       FROM slices s JOIN digests g ON g.id = s.digest_id
      WHERE s.settled_at IS NULL AND s.worker IS NULL
        AND g.paused_at IS NULL AND g.cancelled_at IS NULL AND NOT ${MAIL_IS_HELD} AND ${HAS_OPEN_ROWS}
      ORDER BY s.id`,
  );
  return rows.map(({ id }) => id);
}

/** Cancelled digests that still have rows to skip: what was on the wire or locked when they were cancelled. */
export async function findCancelledWithRows(database: Queryable): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT DISTINCT g.id
       FROM slices s JOIN digests g ON g.id = s.digest_id
      WHERE s.settled_at IS NULL AND g.cancelled_at IS NOT NULL
        AND EXISTS (SELECT FROM deliveries WHERE slice_id = s.id AND state = 'pending')`,
  );
  return rows.map(({ id }) => id);
}

/** A separate statement after the slices are locked: it must see what was marked until that moment. */
async function settleAbandoned(
  client: Queryable,
  sliceIds: readonly number[],
  state: AbandonedState,
  now: Date,
): Promise<number> {
  if (sliceIds.length === 0) return 0;
  const { rowCount } = await client.query(
    `UPDATE deliveries
        SET state = $2, reason = 'worker-lost', settled_at = CASE WHEN $2 = 'uncertain' THEN $3::timestamptz END
      WHERE slice_id = ANY ($1::bigint[]) AND state = 'sending'`,
    [sliceIds, state, now],
  );
  return rowCount ?? 0;
}
