import type { Subscriber, SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { tell } from '../outbox.js';

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

/** How many there are in each state that any is in. */
export async function countReadersByState(
  database: Queryable,
): Promise<Readonly<Partial<Record<SubscriberState, number>>>> {
  const { rows } = await database.query<{ state: SubscriberState; count: number }>(
    'SELECT state, count(*) FROM subscribers GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The subscribers with these ids, in order of id; who was erased meanwhile is absent. */
export async function readSubscribers(
  database: Queryable,
  ids: readonly number[],
): Promise<readonly Subscriber[]> {
  const { rows } = await database.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers WHERE id = ANY ($1::bigint[]) ORDER BY id`,
    [ids],
  );
  return rows.map(subscriberOf);
}

/** Deletes a subscriber with consents, deliveries and notices, and answers what the last state was. */
export async function deleteSubscriber(client: Queryable, id: number): Promise<SubscriberState | null> {
  const deleted = await one(client, `DELETE FROM subscribers WHERE id = $1 RETURNING ${SUBSCRIBER_COLUMNS}`, [
    id,
  ]);
  if (deleted !== null) await tell(client, { type: 'subscriber.erased', data: { subscriber: id } });
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
