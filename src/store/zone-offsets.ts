import type { Queryable } from './database.js';

/** What a zone's clocks are ahead of UTC at some moments, in minutes and in their order. */
export interface ZoneOffsets {
  readonly zone: string;
  readonly minutes: readonly number[];
}

/** @param zones that this server knows */
export async function readZoneOffsets(
  database: Queryable,
  zones: readonly string[],
  moments: readonly Date[],
): Promise<ZoneOffsets[]> {
  const { rows } = await database.query<ZoneOffsets>(
    `SELECT zone, array_agg((extract(epoch FROM (at AT TIME ZONE zone) - (at AT TIME ZONE 'UTC')) / 60)::float8
                            ORDER BY at) AS minutes
       FROM unnest($1::text[]) AS zone CROSS JOIN unnest($2::timestamptz[]) AS at
      GROUP BY zone ORDER BY zone`,
    [zones, moments],
  );
  return rows;
}
