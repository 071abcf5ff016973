import type { ConsentEvent, ConsentVia } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';
import { digestNameSql } from '../digest-name.js';
import { tellSql } from '../outbox.js';

/** One entry of a person's consent record: what happened, how, when, and under which wording. */
export interface Consent {
  readonly subscriberId: number;
  readonly event: ConsentEvent;
  readonly via: ConsentVia;
  /** Id of the text that stood beside the form; null where the person saw none. */
  readonly wording: string | null;
  /** Keyed hash of the client's address; null where none is known. */
  readonly clientHash: Buffer | null;
  readonly at: Date;
  /** The digest whose link or address they left by; absent or null where none is known. */
  readonly digestId?: number | null;
  /** As `writeOrigin` writes it; absent or null where none is known. */
  readonly origin?: string | null;
  /** The list that they came with, which declares what they agreed to. */
  readonly importId?: number | null;
  /** When they agreed elsewhere; absent or null where nobody says. */
  readonly agreedAt?: Date | null;
}

/** Tells of who joined, by the rows `noted` of a larger statement that writes consents. */
export const JOINED_TOLD = tellSql({
  type: 'subscriber.confirmed',
  at: 'noted.at',
  data: "'subscriber', noted.subscriber_id, 'how', noted.event, 'via', noted.via",
  from: "noted WHERE noted.event IN ('confirmed', 'added', 'resumed')",
});

const INSERT_CONSENTS = `
  WITH noted AS (
     INSERT INTO consents (subscriber_id, event, via, wording, client_hash, at, digest_id, origin, import_id, agreed_at)
     SELECT subscriber_id, event, via, wording, client_hash, at,
            (SELECT id FROM digests WHERE id = new.digest_id), origin, import_id, agreed_at
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[], $7::bigint[],
                   $8::text[], $9::bigint[], $10::timestamptz[])
         AS new (subscriber_id, event, via, wording, client_hash, at, digest_id, origin, import_id, agreed_at)
     RETURNING subscriber_id, event, via, at, digest_id
   ), joined AS (${JOINED_TOLD})
   ${tellSql({
     type: 'subscriber.unsubscribed',
     at: 'noted.at',
     data: `'subscriber', noted.subscriber_id, 'via', noted.via,
            'digest', CASE WHEN digests.id IS NOT NULL THEN ${digestNameSql('digests')} END`,
     from: "noted LEFT JOIN digests ON digests.id = noted.digest_id WHERE noted.event = 'withdrawn'",
   })}`;

/**
 * Writes entries, and tells of who joined or left with the same statement. A link may name a digest that a database
 * restored from an older copy does not have: then none is known.
 */
export async function insertConsents(client: Queryable, consents: readonly Consent[]): Promise<void> {
  if (consents.length === 0) return;
  await client.query({
    name: 'insert-consents',
    text: INSERT_CONSENTS,
    values: [
      consents.map(({ subscriberId }) => subscriberId),
      consents.map(({ event }) => event),
      consents.map(({ via }) => via),
      consents.map(({ wording }) => wording),
      consents.map(({ clientHash }) => clientHash),
      consents.map(({ at }) => at),
      consents.map(({ digestId = null }) => digestId),
      consents.map(({ origin = null }) => origin),
      consents.map(({ importId = null }) => importId),
      consents.map(({ agreedAt = null }) => agreedAt),
    ],
  });
}

/** Where the newest request of a subscriber came from, which is the one that can be confirmed; null where none is known. */
export async function originOfRequest(client: Queryable, subscriberId: number): Promise<string | null> {
  const { rows } = await client.query<{ origin: string | null }>(
    `SELECT origin FROM consents WHERE subscriber_id = $1 AND event = 'requested' ORDER BY at DESC, id DESC LIMIT 1`,
    [subscriberId],
  );
  return rows[0]?.origin ?? null;
}
