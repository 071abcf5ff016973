import type { ConsentEvent, ConsentVia } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

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
}

export async function insertConsents(client: Queryable, consents: readonly Consent[]): Promise<void> {
  if (consents.length === 0) return;
  await client.query(
    `INSERT INTO consents (subscriber_id, event, via, wording, client_hash, at)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[])`,
    [
      consents.map(({ subscriberId }) => subscriberId),
      consents.map(({ event }) => event),
      consents.map(({ via }) => via),
      consents.map(({ wording }) => wording),
      consents.map(({ clientHash }) => clientHash),
      consents.map(({ at }) => at),
    ],
  );
}
