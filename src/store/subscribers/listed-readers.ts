import type { PeriodicKind } from '../../model/digest.js';
import type { Queryable } from '../database.js';
import { JOINED_TOLD } from './consents.js';
import type { SpokenIdentity } from './new-subscribers.js';

/** One whom a list adds, with what it says of their mails and their consent; null: as everybody has it, or nobody says. */
export interface ListedReader extends SpokenIdentity {
  readonly frequency: PeriodicKind | null;
  readonly timeZone: string | null;
  /** As `writeOrigin` writes it. */
  readonly origin: string;
  readonly agreedAt: Date | null;
}

export interface ListedConsent {
  readonly importId: number;
  /** Id of what the list declares. */
  readonly wording: string;
  readonly at: Date;
}

/**
 * Writes active subscribers with their consents, and tells of who joined; never one whose address is known or suppressed.
 * It is one statement, so that what readers are found by is written once. Rows are written in one order, so that two
 * transactions never wait for each other in a circle.
 * @returns the keys of the addresses that were written
 */
export async function insertListed(
  client: Queryable,
  readers: readonly ListedReader[],
  { importId, wording, at }: ListedConsent,
): Promise<ReadonlySet<string>> {
  if (readers.length === 0) return new Set();
  const { rows } = await client.query<{ address_key: string }>(
    `WITH wanted AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
         AS list (address, address_key, address_hash, language, frequency, time_zone, origin, agreed_at)
     ), written AS (
       INSERT INTO subscribers (address, address_key, address_hash, language, frequency, time_zone, state, confirmed_at,
                                state_changed_at, created_at)
       SELECT address, address_key, address_hash, language, coalesce(frequency, 'daily'), time_zone, 'active', $11::timestamptz, $11, $11
         FROM wanted
        WHERE NOT EXISTS (SELECT FROM suppressions WHERE suppressions.address_hash = wanted.address_hash)
        ORDER BY address_key
       ON CONFLICT (address_key) DO NOTHING
       RETURNING id, address_key
     ), noted AS (
       INSERT INTO consents (subscriber_id, event, via, wording, at, origin, import_id, agreed_at)
       SELECT written.id, 'added', 'import', $10::text, $11, wanted.origin, $9::bigint, wanted.agreed_at
         FROM written JOIN wanted USING (address_key)
       RETURNING subscriber_id, event, via, at
     ), joined AS (${JOINED_TOLD})
     SELECT address_key FROM written`,
    [
      readers.map(({ address }) => address),
      readers.map(({ key }) => key),
      readers.map(({ hash }) => hash),
      readers.map(({ language }) => language),
      readers.map(({ frequency }) => frequency),
      readers.map(({ timeZone }) => timeZone),
      readers.map(({ origin }) => origin),
      readers.map(({ agreedAt }) => agreedAt),
      ...[importId, wording, at],
    ],
  );
  return new Set(rows.map(({ address_key }) => address_key));
}
