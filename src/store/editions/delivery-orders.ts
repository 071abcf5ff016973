import type { DeliveryOrder, NamedLike } from '../../model/reading-order.js';
import type { Queryable } from '../database.js';

/**
 * Part of a statement that writes deliveries to `readers (id, digest_id, skips)`: notes whose papers are to be
 * ordered by what was learned of them. The order itself is decided when the delivery is first read to be sent.
 */
export const NOTE_ORDERS = `
ordered AS (
  INSERT INTO delivery_orders (digest_id, subscriber_id)
  SELECT readers.digest_id, readers.id FROM readers
   WHERE readers.skips = 0 AND EXISTS (SELECT FROM tastes WHERE tastes.subscriber_id = readers.id)
   ORDER BY readers.id
  ON CONFLICT (digest_id, subscriber_id) DO NOTHING
)`;

/** Columns of a row of `delivery_orders o`; as JSON, which is read faster than arrays are. */
export const ORDER_COLUMNS =
  'to_json(o.positions) AS positions, to_json(o.likes) AS likes, to_json(o.saved) AS saved';

export interface OrderRow {
  readonly positions: number[] | null;
  readonly likes: (string | null)[] | null;
  readonly saved: (boolean | null)[] | null;
}

export function orderOf({ positions, likes, saved }: OrderRow): DeliveryOrder | null {
  if (positions === null) return null;
  return {
    positions,
    likes: positions.map((_, index): NamedLike | null => {
      const paperId = likes?.[index] ?? null;
      return paperId === null ? null : { paperId, saved: saved?.[index] === true };
    }),
  };
}

export interface DecidedOrder extends DeliveryOrder {
  readonly subscriberId: number;
}

/**
 * Keeps the orders of some deliveries of a digest, each once: where another worker was first, that one stands.
 * @returns what stands, by subscriber
 */
export async function keepOrders(
  database: Queryable,
  digestId: number,
  decided: readonly DecidedOrder[],
): Promise<ReadonlyMap<number, DeliveryOrder>> {
  const entries = decided.map(({ subscriberId, positions, likes }) => ({
    id: subscriberId,
    positions,
    likes: likes.map((like) => like?.paperId ?? null),
    saved: likes.map((like) => like?.saved ?? null),
  }));
  // The ids are named besides: nothing is known of these rows while they are new, and a loop over all of them would
  // be planned.
  const kept = await database.query<{ subscriber_id: number }>(
    `UPDATE delivery_orders o SET positions = n.positions, likes = n.likes, saved = n.saved
       FROM jsonb_to_recordset($2::jsonb) AS n (id bigint, positions smallint[], likes text[], saved boolean[])
      WHERE o.digest_id = $1 AND o.subscriber_id = n.id AND o.subscriber_id = ANY ($3::bigint[]) AND o.positions IS NULL
      RETURNING o.subscriber_id`,
    [digestId, JSON.stringify(entries), decided.map(({ subscriberId }) => subscriberId)],
  );
  const ours = new Set(kept.rows.map((row) => row.subscriber_id));
  const stands = new Map<number, DeliveryOrder>();
  for (const { subscriberId, ...order } of decided)
    if (ours.has(subscriberId)) stands.set(subscriberId, order);
  const others = decided.map(({ subscriberId }) => subscriberId).filter((id) => !ours.has(id));
  if (others.length === 0) return stands;
  const { rows } = await database.query<OrderRow & { readonly subscriber_id: number }>(
    `SELECT subscriber_id, ${ORDER_COLUMNS} FROM delivery_orders o
      WHERE digest_id = $1 AND subscriber_id = ANY ($2::bigint[])`,
    [digestId, others],
  );
  for (const row of rows) {
    const order = orderOf(row);
    if (order !== null) stands.set(row.subscriber_id, order);
  }
  return stands;
}
