import type { Language } from '../../model/language.js';
import type { SubscriberState, SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** A request to subscribe as it came in. */
export interface Signup {
  readonly id: number;
  readonly address: string;
  readonly via: 'form' | 'api';
  readonly wording: string;
  /** Of the form, or of who asked by the API. */
  readonly language: Language;
  readonly clientHash: Buffer | null;
  readonly networkHash: Buffer | null;
  /** Whether the client did the work that is asked for near a limit. */
  readonly proven: boolean;
  /** What was chosen with it, as JSON; null: nothing. */
  readonly preferences: unknown;
  /** As `writeOrigin` writes it; null where nobody knows. */
  readonly origin: string | null;
  readonly receivedAt: Date;
}

/** What is known of the address that a request names. */
export interface AddressHistory {
  readonly state: SubscriberState | null;
  readonly suppression: SuppressionReason | null;
  /** When the address bounced or complained, by its suppression or its state; absent or null where it did neither. */
  readonly silencedAt?: Date | null;
  readonly lastConfirmationAt: Date | null;
  /** Confirmations to this address, and to move to it, since the moment that was asked for. */
  readonly confirmations: number;
}

/** Keeps a request. It is the same statement with the same work whatever the address is. */
export async function insertSignup(
  database: Queryable,
  signup: Omit<Signup, 'id' | 'receivedAt'>,
): Promise<void> {
  await database.query(
    `INSERT INTO signups (address, via, wording, client_hash, network_hash, proven, preferences, language, origin)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      signup.address,
      signup.via,
      signup.wording,
      signup.clientHash,
      signup.networkHash,
      signup.proven,
      signup.preferences === null ? null : JSON.stringify(signup.preferences),
      signup.language,
      signup.origin,
    ],
  );
}

/** An arbitrary number of our own; a lock is one database's alone. */
const SIGNUP_DECISIONS_LOCK = 5_246_780_133;

/**
 * Waits until no other worker decides on requests, and keeps it so to the end of the transaction. Two rows of
 * one address may lie in two batches, and the limits count what others have just written.
 */
export async function lockSignupDecisions(client: Queryable): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [SIGNUP_DECISIONS_LOCK]);
}

/** These requests, in this order, held to the end of the transaction; rows that an erasure holds are left out. */
export async function claimSignups(client: Queryable, ids: readonly number[]): Promise<readonly Signup[]> {
  const { rows } = await client.query<SignupRow>(
    `SELECT id, address, via, wording, client_hash, network_hash, proven, preferences, language, origin, received_at
       FROM signups WHERE id = ANY ($1::bigint[]) ORDER BY array_position($1::bigint[], id) FOR UPDATE SKIP LOCKED`,
    [ids],
  );
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    via: row.via,
    wording: row.wording,
    clientHash: row.client_hash,
    networkHash: row.network_hash,
    proven: row.proven,
    preferences: row.preferences,
    language: row.language,
    origin: row.origin,
    receivedAt: row.received_at,
  }));
}

/** What is known of each address, by key; `since` is where counting its confirmations begins. */
export async function readHistories(
  client: Queryable,
  identities: readonly { readonly key: string; readonly hash: Buffer }[],
  since: Date,
): Promise<ReadonlyMap<string, AddressHistory>> {
  const { rows } = await client.query<HistoryRow>(
    `SELECT wanted.address_key, subscriber.state, suppression.reason,
            greatest(CASE WHEN suppression.reason IN ('bounced', 'complained') THEN suppression.created_at END,
                     CASE WHEN subscriber.state IN ('bounced', 'complained') THEN subscriber.state_changed_at END) AS silenced_at,
            confirmation.last_at, confirmation.recent
     FROM unnest($1::text[], $2::bytea[]) AS wanted (address_key, address_hash)
     LEFT JOIN subscribers AS subscriber ON subscriber.address_key = wanted.address_key
     LEFT JOIN suppressions AS suppression ON suppression.address_hash = wanted.address_hash
     CROSS JOIN LATERAL (
       SELECT max(created_at) AS last_at, count(*) FILTER (WHERE created_at > $3) AS recent
       FROM (SELECT created_at FROM notices WHERE kind = 'confirmation' AND subscriber_id = subscriber.id
             UNION ALL
             SELECT created_at FROM notices WHERE recipient_hash = wanted.address_hash) AS asked
     ) AS confirmation`,
    [identities.map(({ key }) => key), identities.map(({ hash }) => hash), since],
  );
  return new Map(
    rows.map((row) => [
      row.address_key,
      {
        state: row.state,
        suppression: row.reason,
        silencedAt: row.silenced_at,
        lastConfirmationAt: row.last_at,
        confirmations: row.recent,
      },
    ]),
  );
}

export async function deleteSignups(client: Queryable, ids: readonly number[]): Promise<void> {
  await client.query('DELETE FROM signups WHERE id = ANY ($1::bigint[])', [ids]);
}

export async function deleteSignupsBefore(database: Queryable, moment: Date): Promise<void> {
  await database.query('DELETE FROM signups WHERE received_at < $1', [moment]);
}

/** The requests for addresses of one domain, which is in lower case and A-labels. */
export async function findSignupsOfDomain(
  client: Queryable,
  domain: string,
): Promise<readonly { readonly id: number; readonly address: string }[]> {
  const { rows } = await client.query<{ id: number; address: string }>(
    'SELECT id, address FROM signups WHERE right(address, length($1) + 1) = $2 ORDER BY id',
    [domain, `@${domain}`],
  );
  return rows;
}

interface SignupRow {
  readonly id: number;
  readonly address: string;
  readonly via: 'form' | 'api';
  readonly wording: string;
  readonly client_hash: Buffer | null;
  readonly network_hash: Buffer | null;
  readonly proven: boolean;
  readonly preferences: unknown;
  readonly language: Language;
  readonly origin: string | null;
  readonly received_at: Date;
}

interface HistoryRow {
  readonly address_key: string;
  readonly state: SubscriberState | null;
  readonly reason: SuppressionReason | null;
  readonly silenced_at: Date | null;
  readonly last_at: Date | null;
  readonly recent: number;
}
