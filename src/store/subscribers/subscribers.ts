import type { Subscriber, SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** The columns of {@link SUBSCRIBER_COLUMNS}. */
export interface SubscriberRow {
  readonly id: number;
  readonly address: string;
  readonly state: SubscriberState;
  readonly confirm_serial: number;
  readonly address_generation: number;
  readonly confirmed_at: Date | null;
  readonly state_changed_at: Date;
  readonly created_at: Date;
}

export const SUBSCRIBER_COLUMNS =
  'id, address, state, confirm_serial, address_generation, confirmed_at, state_changed_at, created_at';

/** @returns null where there is no such subscriber */
export async function findSubscriberById(database: Queryable, id: number): Promise<Subscriber | null> {
  return one(database, `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers WHERE id = $1`, [id]);
}

/**
 * Holds a subscriber against deletion until the transaction ends.
 * @returns false where there is no such subscriber
 */
export async function holdSubscriber(client: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM subscribers WHERE id = $1 FOR KEY SHARE', [id]);
  return rowCount === 1;
}

/** @param key an address as `addressKey` writes it */
export async function findSubscriberByKey(database: Queryable, key: string): Promise<Subscriber | null> {
  return one(database, `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers WHERE address_key = $1`, [key]);
}

/** A page of subscribers in order of id, those after `after`; `part` is found anywhere in the address. */
export async function readSubscribers(
  database: Queryable,
  filter: {
    readonly state: SubscriberState | null;
    readonly part: string | null;
    readonly after: number;
    readonly limit: number;
  },
): Promise<readonly Subscriber[]> {
  const { rows } = await database.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers
     WHERE id > $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR strpos(address_key, $3) > 0)
     ORDER BY id LIMIT $4`,
    [filter.after, filter.state, filter.part, filter.limit],
  );
  return rows.map(subscriberOf);
}

/** Deletes a subscriber with consents, deliveries and notices, and answers what the last state was. */
export async function deleteSubscriber(client: Queryable, id: number): Promise<SubscriberState | null> {
  const deleted = await one(client, `DELETE FROM subscribers WHERE id = $1 RETURNING ${SUBSCRIBER_COLUMNS}`, [
    id,
  ]);
  return deleted?.state ?? null;
}

async function one(
  database: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<Subscriber | null> {
  const { rows } = await database.query<SubscriberRow>(text, values);
  return rows[0] === undefined ? null : subscriberOf(rows[0]);
}

export function subscriberOf(row: SubscriberRow): Subscriber {
  return {
    id: row.id,
    address: row.address,
    state: row.state,
    confirmSerial: row.confirm_serial,
    addressVersion: row.address_generation,
    confirmedAt: row.confirmed_at,
    stateChangedAt: row.state_changed_at,
    createdAt: row.created_at,
  };
}
