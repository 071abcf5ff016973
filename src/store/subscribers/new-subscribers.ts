import { defaultLanguage, type Language } from '../../model/language.js';
import type { SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** One address on its way in: as it is written, as it is unique, and as it is remembered once erased. */
export interface AddressIdentity {
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
}

/** The same with the language that its mails shall have. */
export interface SpokenIdentity extends AddressIdentity {
  readonly language: Language;
}

/** A subscriber who is asked to confirm, and the serial that the link in that mail is good for. */
export interface ConfirmRequest {
  readonly subscriberId: number;
  readonly key: string;
  readonly serial: number;
}

/**
 * Writes subscribers who have yet to confirm. An address that is known already is left alone and absent from
 * the answer. Rows are written in one order, so that two transactions never wait for each other in a circle.
 */
export async function insertPending(
  client: Queryable,
  identities: readonly SpokenIdentity[],
  at: Date,
): Promise<readonly ConfirmRequest[]> {
  if (identities.length === 0) return [];
  const { rows } = await client.query<ConfirmRequestRow>(
    `INSERT INTO subscribers
       (address, address_key, address_hash, language, state, confirm_serial, state_changed_at, created_at)
     SELECT address, address_key, address_hash, language, 'pending', 1, $5, $5
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[])
       AS wanted (address, address_key, address_hash, language)
     ORDER BY address_key
     ON CONFLICT (address_key) DO NOTHING
     RETURNING id, address_key, confirm_serial`,
    [...columnsOf(identities), identities.map(({ language }) => language), at],
  );
  return rows.map(toConfirmRequest);
}

/**
 * Opens a new request to confirm, in the language that it was made in; who is active or paused is left alone and
 * absent from the answer. Who bounced or complained stays so until they confirm.
 */
export async function raiseConfirmSerials(
  client: Queryable,
  asked: readonly Pick<SpokenIdentity, 'key' | 'language'>[],
): Promise<readonly ConfirmRequest[]> {
  if (asked.length === 0) return [];
  const { rows } = await client.query<ConfirmRequestRow>(
    `UPDATE subscribers s SET confirm_serial = confirm_serial + 1, language = asked.language
     FROM unnest($1::text[], $2::text[]) AS asked (address_key, language)
     WHERE s.address_key = asked.address_key AND state NOT IN ('active', 'paused')
     RETURNING id, s.address_key, confirm_serial`,
    [asked.map(({ key }) => key), asked.map(({ language }) => language)],
  );
  return rows.map(toConfirmRequest);
}

/** The same for who was asked already and has not confirmed: in the language, and with the preferences, that they chose. */
export async function askAgain(
  client: Queryable,
  ids: readonly number[],
): Promise<readonly ConfirmRequest[]> {
  const { rows } = await client.query<ConfirmRequestRow>(
    `WITH asked AS (
       UPDATE subscribers SET confirm_serial = confirm_serial + 1
        WHERE id = ANY ($1::bigint[]) AND state = 'pending' RETURNING id, address_key, confirm_serial
     ), carried AS (
       UPDATE requested_preferences p SET serial = asked.confirm_serial FROM asked
        WHERE p.subscriber_id = asked.id AND p.serial = asked.confirm_serial - 1
     )
     SELECT * FROM asked`,
    [ids],
  );
  return rows.map(toConfirmRequest);
}

/**
 * Holds the subscribers of these addresses against deletion until the transaction ends: an erasure that is
 * under way is waited for, so that what is read next knows of its suppression.
 */
export async function holdAgainstErasure(client: Queryable, keys: readonly string[]): Promise<void> {
  await client.query(
    'SELECT FROM subscribers WHERE address_key = ANY ($1::text[]) ORDER BY id FOR KEY SHARE',
    [keys],
  );
}

/** Writes active subscribers, but never one whose address is known or suppressed; the answer maps key to id. */
export async function insertActive(
  client: Queryable,
  identities: readonly AddressIdentity[],
  at: Date,
  language: Language = defaultLanguage,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: number; address_key: string }>(
    `INSERT INTO subscribers
       (address, address_key, address_hash, language, state, confirmed_at, state_changed_at, created_at)
     SELECT address, address_key, address_hash, $5, 'active', $4, $4, $4
     FROM unnest($1::text[], $2::text[], $3::bytea[]) AS wanted (address, address_key, address_hash)
     WHERE NOT EXISTS (SELECT FROM suppressions WHERE suppressions.address_hash = wanted.address_hash)
     ORDER BY address_key
     ON CONFLICT (address_key) DO NOTHING
     RETURNING id, address_key`,
    [...columnsOf(identities), at, language],
  );
  return new Map(rows.map((row) => [row.address_key, row.id]));
}

/** The known subscribers among these addresses, by key. */
export async function readStates(
  client: Queryable,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: number; readonly state: SubscriberState }>> {
  const { rows } = await client.query<{ id: number; address_key: string; state: SubscriberState }>(
    'SELECT id, address_key, state FROM subscribers WHERE address_key = ANY ($1::text[])',
    [keys],
  );
  return new Map(rows.map((row) => [row.address_key, { id: row.id, state: row.state }]));
}

interface ConfirmRequestRow {
  readonly id: number;
  readonly address_key: string;
  readonly confirm_serial: number;
}

function toConfirmRequest(row: ConfirmRequestRow): ConfirmRequest {
  return { subscriberId: row.id, key: row.address_key, serial: row.confirm_serial };
}

function columnsOf(identities: readonly AddressIdentity[]): readonly unknown[] {
  return [
    identities.map(({ address }) => address),
    identities.map(({ key }) => key),
    identities.map(({ hash }) => hash),
  ];
}
