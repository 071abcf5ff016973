import type { Queryable } from '../database.js';

/** What somebody chose with a request to subscribe. */
export interface RequestedPreferences {
  readonly subscriberId: number;
  /** Of the request: it takes effect when this one is confirmed. */
  readonly serial: number;
  readonly preferences: unknown;
}

export async function insertRequestedPreferences(
  client: Queryable,
  requested: readonly RequestedPreferences[],
): Promise<void> {
  if (requested.length === 0) return;
  await client.query(
    `INSERT INTO requested_preferences (subscriber_id, serial, preferences)
     SELECT * FROM unnest($1::bigint[], $2::integer[], $3::jsonb[])
     ON CONFLICT (subscriber_id, serial) DO UPDATE SET preferences = excluded.preferences`,
    [
      requested.map(({ subscriberId }) => subscriberId),
      requested.map(({ serial }) => serial),
      requested.map(({ preferences }) => JSON.stringify(preferences)),
    ],
  );
}

/** What was chosen with a request; all that waits for this subscriber is forgotten. Null where nothing was. */
export async function takeRequestedPreferences(
  client: Queryable,
  subscriberId: number,
  serial: number,
): Promise<unknown> {
  const { rows } = await client.query<{ serial: number; preferences: unknown }>(
    'DELETE FROM requested_preferences WHERE subscriber_id = $1 RETURNING serial, preferences',
    [subscriberId],
  );
  return rows.find((row) => row.serial === serial)?.preferences ?? null;
}
