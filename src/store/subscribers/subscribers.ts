import type { Subscriber, SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { tell } from '../outbox.js';
import { addressPattern } from './reader-search.js';

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

/** Which subscribers a page holds; null where that does not matter. */
export interface SubscriberFilter {
  readonly state: SubscriberState | null;
  /** A part of the address, as `addressKey` writes it. */
  readonly part: string | null;
  readonly after: number;
  readonly limit: number;
}

/** A page of subscribers in order of id, those after `after`. */
export async function readSubscribers(
  database: Queryable,
  { state, part, after, limit }: SubscriberFilter,
): Promise<readonly Subscriber[]> {
  const values: unknown[] = [after, limit];
  const value = (given: unknown) => `$${values.push(given)}`;
  const conditions = [
    ...(state === null ? [] : [`state = ${value(state)}`]),
    ...(part === null || part === ''
      ? []
      : [
          `id IN (SELECT subscriber_id FROM address_search WHERE address_key LIKE ${value(addressPattern(part))})`,
        ]),
  ];
  const { rows } = await database.query<SubscriberRow>(
    `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers
      WHERE ${['id > $1', ...conditions].join(' AND ')} ORDER BY id LIMIT $2`,
    values,
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
