import type { DeliveryState } from '../../model/delivery.js';
import { type Database, inTransaction, type Queryable } from '../database.js';
import { MAIL_IS_HELD } from '../restores.js';
import { uncertainToldSql } from '../uncertain-told.js';
import { type FlightReader, type HeldLeases, noFlights } from './flight-reader.js';
import { LEASE } from './lease.js';

/** What rows become that were on the wire when their worker died: held as uncertain, or sent again. */
export type AbandonedState = Extract<DeliveryState, 'uncertain' | 'pending'>;

/**
 * Of which database this is, and where in its life: a copy, one that was restored, or a standby that took over is
 * another, and what a worker wrote down beside the former says nothing of its rows.
 */
const EPOCH = `md5(concat_ws('/', (SELECT marker FROM data_identity), (SELECT extract(epoch FROM max(noticed_at)) FROM restores),
  (SELECT oid FROM pg_database WHERE datname = current_database()), server_identifier(), current_timeline()))`;

export interface LeaseRequest {
  readonly sliceId: number;
  /** Names this run of this worker: a lease is good for one of them. */
  readonly lease: string;
  readonly abandoned: AbandonedState;
  readonly now: Date;
  /** What workers wrote down of their leases outside the database; nothing where absent. */
  readonly flights?: FlightReader;
}

export interface LeasedSlice {
  readonly digestId: number;
  /** Of which database this is, at which point of its life: what is told of another does not count. */
  readonly epoch: string;
  /** Rows of which nobody knows whether a former worker sent them, now settled. */
  readonly abandoned: number;
}

/**
 * Takes the lease of a slice that nobody holds, and settles what a dead worker left on the wire in it.
 * @returns null where somebody holds it, or where there is no such slice
 */
export async function leaseSlice(database: Database, request: LeaseRequest): Promise<LeasedSlice | null> {
  const { sliceId, lease, flights = noFlights } = request;
  const taken = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ digest_id: number; epoch: string; former: string | null }>(
      `WITH free AS (
         SELECT id, worker FROM slices
          WHERE id = $1 AND (lease_until IS NULL OR lease_until < now()) FOR UPDATE
       )
       UPDATE slices s SET worker = $2, lease_until = now() + ${LEASE} FROM free WHERE s.id = free.id
       RETURNING s.digest_id, free.worker AS former, ${EPOCH} AS epoch`,
      [sliceId, lease],
    );
    const slice = rows[0];
    if (slice === undefined) return null;
    const { digest_id: digestId, epoch, former } = slice;
    const left = former === null ? [] : [{ sliceId, lease: former, epoch }];
    return { digestId, epoch, former, abandoned: await settleAbandoned(client, left, request) };
  });
  if (taken === null) return null;
  const { former, ...slice } = taken;
  if (former !== null) flights.forget(former);
  return slice;
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
 * them: a slice without a worker has nothing on the wire. They are counted by a statement of its own after the slice
 * is locked: a commit of marks that the worker gave up may still be under way, and the lock waits for it.
 */
export function releaseSlice(database: Database, sliceId: number, lease: string): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query('SELECT FROM slices WHERE id = $1 AND worker = $2 FOR UPDATE', [sliceId, lease]);
    await client.query(
      `UPDATE slices
          SET worker = CASE WHEN sending > 0 THEN worker END,
              lease_until = CASE WHEN sending > 0 THEN now() END,
              settled_at = CASE WHEN sending + pending = 0 THEN now() END
         FROM (SELECT count(*) FILTER (WHERE state = 'sending') AS sending,
                      count(*) FILTER (WHERE state = 'pending') AS pending
                 FROM deliveries WHERE slice_id = $1) AS l
        WHERE id = $1 AND worker = $2`,
      [sliceId, lease],
    );
  });
}

/**
 * Ends leases that ran out, and settles what their workers left on the wire.
 * @returns of how many rows nobody knows whether they were sent
 */
export async function endExpiredLeases(
  database: Database,
  terms: Pick<LeaseRequest, 'abandoned' | 'now' | 'flights'>,
): Promise<number> {
  const { left, settled } = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: number; former: string; epoch: string }>(
      `WITH expired AS (
         SELECT id, worker FROM slices WHERE lease_until < now() ORDER BY id FOR UPDATE SKIP LOCKED
       )
       UPDATE slices s SET worker = NULL, lease_until = NULL FROM expired WHERE s.id = expired.id
       RETURNING s.id, expired.worker AS former, ${EPOCH} AS epoch`,
    );
    const found = rows.map(({ id, former, epoch }) => ({ sliceId: id, lease: former, epoch }));
    return { left: found, settled: await settleAbandoned(client, found, terms) };
  });
  for (const { lease } of left) terms.flights?.forget(lease);
  return settled;
}

/** The leases that have not ended yet: what ran out is among them until it is settled. */
export async function heldLeases(database: Queryable): Promise<HeldLeases> {
  const { rows } = await database.query<{ epoch: string; leases: string[] }>(
    `SELECT ${EPOCH} AS epoch, ARRAY(SELECT DISTINCT worker FROM slices WHERE worker IS NOT NULL) AS leases`,
  );
  return { epoch: rows[0]?.epoch ?? '', leases: new Set(rows[0]?.leases) };
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

/** A slice whose lease ended without being given back. */
interface LeftSlice {
  readonly sliceId: number;
  readonly lease: string;
  readonly epoch: string;
}

/**
 * A separate statement after the slices are locked: it must see what was marked until that moment. What the worker
 * wrote down as not begun waits again, and what it wrote down as taken by the server is sent; of the rest nobody knows.
 * @returns how many of these there are
 */
async function settleAbandoned(
  client: Queryable,
  left: readonly LeftSlice[],
  { abandoned, now, flights = noFlights }: Pick<LeaseRequest, 'abandoned' | 'now' | 'flights'>,
): Promise<number> {
  if (left.length === 0) return 0;
  const told = left.flatMap(({ lease, epoch }) => flights.read(lease, epoch));
  const { rows } = await client.query<{ unknown: number }>(
    `WITH told AS (
       SELECT * FROM unnest($4::bigint[], $5::bigint[], $6::integer[], $7::text[])
         AS told (digest_id, subscriber_id, fence, relay)
     ), settled AS (
       UPDATE deliveries
          SET state = found.state,
              attempts = deliveries.attempts - CASE WHEN found.unsent THEN 1 ELSE 0 END,
              reason = CASE WHEN found.told THEN NULL ELSE 'worker-lost' END,
              relay = coalesce(found.relay, deliveries.relay),
              reply_code = CASE WHEN found.state = 'sent' THEN 250 ELSE deliveries.reply_code END,
              settled_at = CASE WHEN found.state <> 'pending' THEN $3::timestamptz END
         FROM (SELECT row.digest_id, row.subscriber_id, told.relay, told.fence IS NOT NULL AS told,
                      told.fence IS NOT NULL AND told.relay IS NULL AS unsent,
                      CASE WHEN told.fence IS NULL THEN $2 WHEN told.relay IS NULL THEN 'pending' ELSE 'sent' END AS state
                 FROM deliveries row LEFT JOIN told USING (digest_id, subscriber_id, fence)
                WHERE row.slice_id = ANY ($1::bigint[]) AND row.state = 'sending') AS found
        WHERE deliveries.digest_id = found.digest_id AND deliveries.subscriber_id = found.subscriber_id
       RETURNING deliveries.digest_id, deliveries.state, found.told
     ), uncertain_told AS (
       ${uncertainToldSql('settled', '$3')}
     )
     SELECT count(*) FILTER (WHERE NOT told) AS unknown FROM settled`,
    [
      left.map(({ sliceId }) => sliceId),
      abandoned,
      now,
      told.map((row) => row.digestId),
      told.map((row) => row.subscriberId),
      told.map((row) => row.fence),
      told.map((row) => row.sentBy),
    ],
  );
  return rows[0]?.unknown ?? 0;
}
