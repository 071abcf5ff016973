import type { BroadsheetEvent, EventType } from '../model/events.js';
import { withoutAddresses } from '../model/without-addresses.js';
import type { Queryable } from './database.js';

/** The types that an endpoint or an operator listens to; uncorrelated, so that a statement asks it once. */
const HEARD = `SELECT unnest(types) FROM webhook_endpoints
  UNION ALL SELECT unnest(alerts) FROM operators WHERE disabled_at IS NULL`;

/** Whether anybody listens to a type. */
export async function isHeard(database: Queryable, type: EventType): Promise<boolean> {
  const { rows } = await database.query<{ heard: boolean }>(`SELECT $1::text IN (${HEARD}) AS heard`, [type]);
  return rows[0]?.heard === true;
}

/** Events as part of a statement; every member is SQL. */
export interface ToldParts {
  readonly type: EventType | { readonly sql: string };
  /** When it happened, such as `$2`. */
  readonly at: string;
  /** The names and values of `data`, as jsonb_build_object takes them. */
  readonly data: string;
  /** What comes after FROM: a row for each event. */
  readonly from: string;
}

/**
 * The INSERT that tells of what a larger statement changes, for that statement to hold: whatever becomes of it, the
 * change and its event are kept together or not at all. What nobody listens to is not written.
 */
export function tellSql({ type, at, data, from }: ToldParts): string {
  const [typeSql, heardSql] =
    typeof type === 'string' ? [`'${type}'`, `'${type}'`] : [type.sql, 'event.type'];
  // Of one type it is asked before anything else: where nobody listens, what it is told of is not even looked for.
  return `INSERT INTO outbox (type, at, data)
    SELECT event.type, event.at, event.data
      FROM (SELECT ${typeSql} AS type, ${at}::timestamptz AS at, jsonb_build_object(${data}) AS data FROM ${from}) AS event
     WHERE ${heardSql} IN (${HEARD})`;
}

/**
 * Tells of what happened to whoever listens. It belongs into the transaction that makes it true: both are kept, or
 * neither. What nobody listens to is not written; many events cost one statement.
 */
export async function tell(
  client: Queryable,
  happened: BroadsheetEvent | readonly BroadsheetEvent[],
): Promise<void> {
  const told = Array.isArray(happened) ? happened : [happened as BroadsheetEvent];
  if (told.length === 0) return;
  await client.query(
    `INSERT INTO outbox (type, at, data)
     SELECT type, coalesce(at, now()), data
       FROM unnest($1::text[], $2::timestamptz[], $3::jsonb[]) AS event (type, at, data)
      WHERE type IN (${HEARD})`,
    [
      told.map(({ type }) => type),
      told.map(({ at }) => at ?? null),
      told.map(({ data }) => JSON.stringify(data, leaveAddressesOut)),
    ],
  );
}

function leaveAddressesOut(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? withoutAddresses(value) : value;
}
