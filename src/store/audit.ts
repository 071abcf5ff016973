import type { Actor } from '../model/actor.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Queryable } from './database.js';

export interface Act {
  /** What was done to what, as `digest.pause`. */
  readonly action: string;
  /** Its kind and its id or name; null where it is about nothing in particular. */
  readonly object: readonly [kind: string, id: number | string] | null;
  /** Never a secret; addresses in what somebody typed are left out. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Records who did what. It belongs into the transaction that does it: both are kept, or neither. */
export async function recordAct(
  client: Queryable,
  { kind, id, name, clientHash }: Pick<Actor, 'kind' | 'id' | 'name' | 'clientHash'>,
  { action, object, facts = {} }: Act,
): Promise<void> {
  await client.query(
    `INSERT INTO audit_events (actor_kind, actor_id, actor_name, action, object_kind, object_id, facts, client_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[kind, id, withoutAddresses(name), action],
      ...[object?.[0] ?? null, object === null ? null : String(object[1])],
      ...[JSON.stringify(facts, leaveAddressesOut), clientHash],
    ],
  );
}

function leaveAddressesOut(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? withoutAddresses(value) : value;
}

/** Deletes what two years have passed over, by the clock of the database that keeps the rest. */
export async function dropOldAudit(database: Queryable): Promise<void> {
  await database.query("DELETE FROM audit_events WHERE at < now() - interval '2 years'");
}
