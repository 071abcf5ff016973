import type { Queryable } from '../database.js';
import type { AddressIdentity } from './new-subscribers.js';
import { suppressionSql } from './suppressions.js';

/** Which of the two addresses somebody speaks for. */
export type AddressSide = 'old' | 'new';

/**
 * Keeps a reader's wish for another address, in place of the one before. The same address within `again` of the
 * last time is left as it is. The work is the same whatever the address is.
 * @returns false where the reader gets no mail
 */
export async function putAddressChange(
  database: Queryable,
  subscriberId: number,
  { address, key, hash }: AddressIdentity,
  { at, again }: { readonly at: Date; readonly again: Date },
): Promise<boolean> {
  const { rows } = await database.query<{ known: boolean }>(
    `WITH reader AS (
       SELECT id FROM subscribers WHERE id = $1 AND state IN ('active', 'paused')
     ), kept AS (
       INSERT INTO address_changes AS c
         (subscriber_id, serial, new_address, new_address_key, new_address_hash, requested_at, old_waits, new_waits)
       SELECT id, 1, $2, $3, $4::bytea, $5, true, true FROM reader
       ON CONFLICT (subscriber_id) DO UPDATE
         SET serial = c.serial + 1, new_address = excluded.new_address, new_address_key = excluded.new_address_key,
             new_address_hash = excluded.new_address_hash, requested_at = excluded.requested_at,
             old_waits = true, new_waits = true,
             old_confirmed_at = NULL, new_confirmed_at = NULL, changed_at = NULL
         WHERE c.new_address_key IS DISTINCT FROM excluded.new_address_key OR c.requested_at <= $6
     )
     SELECT EXISTS (SELECT FROM reader) AS known`,
    [subscriberId, address, key, hash, at, again],
  );
  return rows[0]?.known === true;
}

/**
 * What waited since before `waitingBefore` waits no longer; what was asked before `openBefore` is over; and whom
 * notices of before `waitingBefore` went to is forgotten.
 */
export async function endOldChanges(
  client: Queryable,
  { waitingBefore, openBefore }: { readonly waitingBefore: Date; readonly openBefore: Date },
): Promise<void> {
  await client.query(
    `UPDATE address_changes SET old_waits = false, new_waits = false
      WHERE (old_waits OR new_waits) AND requested_at < $1`,
    [waitingBefore],
  );
  await client.query(
    `UPDATE address_changes SET ${OVER} WHERE new_address IS NOT NULL AND requested_at < $1`,
    [openBefore],
  );
  await client.query(
    'UPDATE notices SET recipient_hash = NULL WHERE recipient_hash IS NOT NULL AND created_at < $1',
    [waitingBefore],
  );
}

/** A change without its address is over. */
const OVER =
  'new_address = NULL, new_address_key = NULL, new_address_hash = NULL, old_waits = false, new_waits = false';

/** A change that is open, or was. */
export interface AddressChange {
  readonly serial: number;
  /** Null where it is over. */
  readonly wanted: AddressIdentity | null;
  readonly oldConfirmed: boolean;
  readonly newConfirmed: boolean;
  readonly hasChanged: boolean;
}

/** @returns null where there never was one */
export async function findAddressChange(
  client: Queryable,
  subscriberId: number,
): Promise<AddressChange | null> {
  const { rows } = await client.query<ChangeRow>(`${CHANGE} WHERE subscriber_id = $1`, [subscriberId]);
  return rows[0] === undefined ? null : changeOf(rows[0]);
}

/** The same, held to the end of the transaction; the reader first, as erasure does. */
export async function holdAddressChange(
  client: Queryable,
  subscriberId: number,
): Promise<AddressChange | null> {
  await client.query('SELECT FROM subscribers WHERE id = $1 FOR UPDATE', [subscriberId]);
  const { rows } = await client.query<ChangeRow>(`${CHANGE} WHERE subscriber_id = $1 FOR UPDATE`, [
    subscriberId,
  ]);
  return rows[0] === undefined ? null : changeOf(rows[0]);
}

/** Keeps that one side agreed; the first time stays. */
export async function confirmSide(
  client: Queryable,
  subscriberId: number,
  side: AddressSide,
  at: Date,
): Promise<void> {
  await client.query(
    `UPDATE address_changes
        SET old_confirmed_at = CASE WHEN $2 = 'old' THEN coalesce(old_confirmed_at, $3) ELSE old_confirmed_at END,
            new_confirmed_at = CASE WHEN $2 = 'new' THEN coalesce(new_confirmed_at, $3) ELSE new_confirmed_at END
      WHERE subscriber_id = $1`,
    [subscriberId, side, at],
  );
}

/** Ends a change. @param changedAt null where nothing came of it */
export async function endAddressChange(
  client: Queryable,
  subscriberId: number,
  changedAt: Date | null,
): Promise<void> {
  await client.query(`UPDATE address_changes SET ${OVER}, changed_at = $2 WHERE subscriber_id = $1`, [
    subscriberId,
    changedAt,
  ]);
}

/**
 * Gives a reader another address, with all that the reader has. Whoever was asked to confirm that address and
 * never did makes room; what bounced softly at the former one is forgotten.
 * No list brings the former one in again. Links that were sent before show nothing of the reader any more, which can be
 * told 255 times.
 * @returns false where the address is another subscriber's or may not be mailed, or the reader gets no mail
 */
export async function changeAddress(
  client: Queryable,
  subscriberId: number,
  { address, key, hash }: AddressIdentity,
  at: Date,
): Promise<boolean> {
  await client.query(
    "DELETE FROM subscribers WHERE address_key = $1 AND id <> $2 AND state = 'pending' AND confirmed_at IS NULL",
    [key, subscriberId],
  );
  const { rows } = await client.query<{ address_hash: Buffer }>(
    `WITH former AS (SELECT address_hash FROM subscribers WHERE id = $1), moved AS (
       UPDATE subscribers
          SET address = $2, address_key = $3, address_hash = $4, address_generation = address_generation + 1
        WHERE id = $1 AND state IN ('active', 'paused') AND address_generation < 255
          AND NOT EXISTS (SELECT FROM subscribers WHERE address_key = $3)
          AND NOT EXISTS (SELECT FROM suppressions WHERE address_hash = $4 AND reason <> 'moved')
       RETURNING id
     )
     SELECT address_hash FROM former WHERE EXISTS (SELECT FROM moved)`,
    [subscriberId, address, key, hash],
  );
  const [former] = rows;
  if (former === undefined) return false;
  await client.query("DELETE FROM suppressions WHERE address_hash = $1 AND reason = 'moved'", [hash]);
  const leaving = { hashes: 'SELECT $1::bytea AS address_hash', reason: "'moved'", at: '$2' };
  await client.query(suppressionSql(leaving), [former.address_hash, at]);
  await client.query('DELETE FROM soft_bounces WHERE subscriber_id = $1', [subscriberId]);
  return true;
}

const CHANGE = `
  SELECT serial, new_address, new_address_key, new_address_hash,
         old_confirmed_at IS NOT NULL AS old_confirmed, new_confirmed_at IS NOT NULL AS new_confirmed,
         changed_at IS NOT NULL AS has_changed
    FROM address_changes`;

interface ChangeRow {
  readonly serial: number;
  readonly new_address: string | null;
  readonly new_address_key: string | null;
  readonly new_address_hash: Buffer | null;
  readonly old_confirmed: boolean;
  readonly new_confirmed: boolean;
  readonly has_changed: boolean;
}

function changeOf(row: ChangeRow): AddressChange {
  const { new_address: address, new_address_key: key, new_address_hash: hash } = row;
  return {
    serial: row.serial,
    wanted: address === null || key === null || hash === null ? null : { address, key, hash },
    oldConfirmed: row.old_confirmed,
    newConfirmed: row.new_confirmed,
    hasChanged: row.has_changed,
  };
}
