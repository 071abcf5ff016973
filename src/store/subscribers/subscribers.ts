import type { Subscriber, SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

interface SubscriberRow {
  readonly id: number;
  readonly address: string;
  readonly state: SubscriberState;
  readonly confirm_serial: number;
  readonly address_generation: number;
  readonly confirmed_at: Date | null;
  readonly state_changed_at: Date;
  readonly created_at: Date;
}

const COLUMNS =
  'id, address, state, confirm_serial, address_generation, confirmed_at, state_changed_at, created_at';

/** @returns null where there is no such subscriber */
export async function findSubscriberById(database: Queryable, id: number): Promise<Subscriber | null> {
  return one(database, `SELECT ${COLUMNS} FROM subscribers WHERE id = $1`, [id]);
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
  return one(database, `SELECT ${COLUMNS} FROM subscribers WHERE address_key = $1`, [key]);
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
    `SELECT ${COLUMNS} FROM subscribers
     WHERE id > $1 AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR strpos(address_key, $3) > 0)
     ORDER BY id LIMIT $4`,
    [filter.after, filter.state, filter.part, filter.limit],
  );
  return rows.map(toSubscriber);
}

/**
 * Makes a subscriber active who was asked for and has not confirmed this request yet. An address that must
 * not be mailed stays as it is; an erased one may come back, it is the person who asks.
 * @returns null where nothing was changed
 */
export async function activateConfirmed(
  client: Queryable,
  id: number,
  serial: number,
  at: Date,
): Promise<Subscriber | null> {
  return one(
    client,
    `UPDATE subscribers
     SET state = 'active', confirmed_at = $3, state_changed_at = $3,
         scheduled_since = NULL, due_after = NULL, next_due_at = NULL, skips = 0
     WHERE id = $1 AND confirm_serial = $2 AND state IN ('pending', 'unsubscribed')
       AND NOT EXISTS (SELECT FROM suppressions
                       WHERE address_hash = subscribers.address_hash AND reason <> 'erased')
     RETURNING ${COLUMNS}`,
    [id, serial, at],
  );
}

/**
 * Lets a subscriber leave. The serial is raised, so no link that was sent before can bring the reader back.
 * @returns null where nothing was changed
 */
export async function markUnsubscribed(client: Queryable, id: number, at: Date): Promise<Subscriber | null> {
  return one(
    client,
    `UPDATE subscribers
     SET state = 'unsubscribed', state_changed_at = $2, confirm_serial = confirm_serial + 1,
         paused_at = NULL, paused_until = NULL, pause_ends = NULL
     WHERE id = $1 AND state IN ('pending', 'active', 'paused')
     RETURNING ${COLUMNS}`,
    [id, at],
  );
}

/**
 * Takes leaving back, for someone who had confirmed and whose address may be mailed.
 * @param serial null where any is good
 * @returns null where nothing was changed
 */
export async function markResumed(
  client: Queryable,
  id: number,
  serial: number | null,
  at: Date,
): Promise<Subscriber | null> {
  return one(
    client,
    `UPDATE subscribers
     SET state = 'active', state_changed_at = $3, scheduled_since = $3, due_after = NULL, next_due_at = NULL
     WHERE id = $1 AND state = 'unsubscribed' AND confirmed_at IS NOT NULL
       AND ($2::integer IS NULL OR confirm_serial = $2)
       AND NOT EXISTS (SELECT FROM suppressions WHERE address_hash = subscribers.address_hash)
     RETURNING ${COLUMNS}`,
    [id, serial, at],
  );
}

/** Deletes a subscriber with consents, deliveries and notices, and answers what the last state was. */
export async function deleteSubscriber(client: Queryable, id: number): Promise<SubscriberState | null> {
  const deleted = await one(client, `DELETE FROM subscribers WHERE id = $1 RETURNING ${COLUMNS}`, [id]);
  return deleted?.state ?? null;
}

async function one(
  database: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<Subscriber | null> {
  const { rows } = await database.query<SubscriberRow>(text, values);
  return rows[0] === undefined ? null : toSubscriber(rows[0]);
}

function toSubscriber(row: SubscriberRow): Subscriber {
  return {
    id: row.id,
    address: row.address,
    state: row.state,
    confirmSerial: row.confirm_serial,
    addressGeneration: row.address_generation,
    confirmedAt: row.confirmed_at,
    stateChangedAt: row.state_changed_at,
    createdAt: row.created_at,
  };
}
