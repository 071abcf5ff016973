import { presentZoneName } from '../../model/zone-names.js';
import { type Database, inTransaction, type Queryable } from '../database.js';

/** What kept a reader from being served as they chose. */
export type ReaderFault = 'zone-renamed' | 'zone-unknown' | 'passed-over' | 'rules-failed';

/** Keeps on record what went wrong with a reader, for the history of their address; of who is gone nothing. */
export async function recordReaderFault(
  database: Queryable,
  subscriberId: number,
  fault: ReaderFault,
  detail: string,
): Promise<void> {
  await database.query(
    `INSERT INTO reader_faults (subscriber_id, fault, detail)
     SELECT id, $2, $3 FROM subscribers WHERE id = $1 FOR KEY SHARE`,
    [subscriberId, fault, detail],
  );
}

/** Time zones that readers have and this server does not know, or may take for an abbreviation ({@link isPlaceZone}). */
export async function findUnknownZones(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ time_zone: string }>(
    `SELECT time_zone FROM (SELECT DISTINCT time_zone FROM subscribers WHERE time_zone IS NOT NULL) AS zones
      WHERE NOT knows_zone(time_zone) OR (time_zone NOT LIKE '%/%' AND time_zone <> 'UTC') ORDER BY time_zone`,
  );
  return rows.map(({ time_zone }) => time_zone);
}

/** Time zones that readers have. */
export async function findReadersZones(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ time_zone: string }>(
    'SELECT DISTINCT time_zone FROM subscribers WHERE time_zone IS NOT NULL ORDER BY time_zone',
  );
  return rows.map(({ time_zone }) => time_zone);
}

/** Whether this server can tell the time in a zone. */
export async function knowsZone(database: Queryable, zone: string): Promise<boolean> {
  const { rows } = await database.query<{ known: boolean }>('SELECT knows_zone($1) AS known', [zone]);
  return rows[0]?.known === true;
}

/** A time zone that this server does not know. */
export interface MendedZone {
  readonly zone: string;
  /** By what name its readers have it now; null: they have the site's. */
  readonly now: string | null;
  readonly readers: number;
}

/**
 * Gives readers whose time zone this server does not know, or may misread, the zone by its present name, or where there is none the
 * site's, and keeps that on record. Their times are worked out anew.
 * @returns the zones that were mended, with how many readers had each
 */
export async function mendZones(database: Database): Promise<MendedZone[]> {
  const mended: MendedZone[] = [];
  for (const zone of await findUnknownZones(database)) {
    const present = presentZoneName(zone);
    const now = present !== zone && (await knowsZone(database, present)) ? present : null;
    mended.push({ zone, now, readers: await replaceZone(database, zone, now) });
  }
  return mended;
}

/** @param now null: the site's */
function replaceZone(database: Database, zone: string, now: string | null): Promise<number> {
  return inTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `WITH moved AS (
         UPDATE subscribers SET time_zone = $2 WHERE time_zone = $1 RETURNING id
       ), timed AS (
         UPDATE reader_times SET next_due_at = NULL
          WHERE $2::text IS NULL AND subscriber_id IN (SELECT id FROM moved)
       )
       INSERT INTO reader_faults (subscriber_id, fault, detail)
       SELECT id, CASE WHEN $2::text IS NULL THEN 'zone-unknown' ELSE 'zone-renamed' END, $1 FROM moved`,
      [zone, now],
    );
    return rowCount ?? 0;
  });
}
