import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';

/** A paper that may have a picture, with its media as its source lists them. */
export interface PicturePaper {
  readonly paperId: string;
  readonly media: unknown;
}

export interface PictureQuestion {
  readonly listDate: CalendarDate;
  /** What failed is tried again where the last try is older. */
  readonly triedBefore: Date;
  readonly mostTries: number;
  readonly limit: number;
}

/** Papers of a day's lists that have media and no picture yet. */
export async function papersWithoutPicture(
  database: Queryable,
  { listDate, triedBefore, mostTries, limit }: PictureQuestion,
): Promise<PicturePaper[]> {
  const { rows } = await database.query<{ paper_id: string; media: unknown }>(
    `SELECT DISTINCT ON (r.paper_id) r.paper_id,
            coalesce(r.record #> '{paper,mediaUrls}', r.record -> 'mediaUrls') AS media
       FROM source_records r
       LEFT JOIN pictures p USING (paper_id)
      WHERE r.list_date = $1
        AND jsonb_typeof(coalesce(r.record #> '{paper,mediaUrls}', r.record -> 'mediaUrls')) = 'array'
        AND (p.paper_id IS NULL OR (p.fault IS NOT NULL AND p.tries < $3 AND p.tried_at < $2))
      ORDER BY r.paper_id, r.source LIMIT $4`,
    [listDate, triedBefore, mostTries, limit],
  );
  return rows.map((row) => ({ paperId: row.paper_id, media: row.media }));
}

/** The media of a paper as its source told them last; null where none does. */
export async function mediaOf(database: Queryable, paperId: string): Promise<unknown> {
  const { rows } = await database.query<{ media: unknown }>(
    `SELECT coalesce(record #> '{paper,mediaUrls}', record -> 'mediaUrls') AS media
       FROM source_records
      WHERE paper_id = $1 AND coalesce(record #> '{paper,mediaUrls}', record -> 'mediaUrls') IS NOT NULL
      ORDER BY list_date DESC, source LIMIT 1`,
    [paperId],
  );
  return rows[0]?.media ?? null;
}

/** How a try to fetch a picture ended: its name and size, or why there is none. */
export type PictureOutcome =
  | { readonly paperId: string; readonly name: string; readonly octets: number }
  | { readonly paperId: string; readonly fault: string };

/** Keeps how some tries ended. */
export async function savePictures(
  database: Queryable,
  outcomes: readonly PictureOutcome[],
  now: Date,
): Promise<void> {
  if (outcomes.length === 0) return;
  await database.query(
    `INSERT INTO pictures AS known (paper_id, name, octets, tried_at, fault)
     SELECT "paperId", name, coalesce(octets, 0), $2, fault
       FROM jsonb_to_recordset($1::jsonb) AS new ("paperId" text, name text, octets integer, fault text)
      WHERE EXISTS (SELECT FROM papers WHERE id = "paperId")
     ON CONFLICT (paper_id) DO UPDATE
        SET name = excluded.name, octets = excluded.octets, tried_at = excluded.tried_at, fault = excluded.fault,
            tries = known.tries + 1`,
    [JSON.stringify(outcomes), now],
  );
}

/**
 * Lets the oldest pictures go until the others are within a limit.
 * @returns names of files that no paper has any more
 */
export async function dropOldestPictures(database: Queryable, mostOctets: number): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `WITH kept AS (
       SELECT paper_id, name, sum(octets) OVER (ORDER BY tried_at DESC, paper_id) AS total
         FROM pictures WHERE name IS NOT NULL
     ), dropped AS (
       UPDATE pictures p SET name = NULL, octets = 0 FROM kept
        WHERE kept.paper_id = p.paper_id AND kept.total > $1 RETURNING kept.name
     )
     SELECT DISTINCT name FROM dropped
      WHERE NOT EXISTS (SELECT FROM kept WHERE kept.name = dropped.name AND kept.total <= $1)`,
    [mostOctets],
  );
  return rows.map(({ name }) => name);
}

/** Names of the pictures of papers, by id; without those that have none. */
export async function picturesOf(
  database: Queryable,
  paperIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ paper_id: string; name: string }>(
    'SELECT paper_id, name FROM pictures WHERE paper_id = ANY ($1) AND name IS NOT NULL',
    [paperIds],
  );
  return new Map(rows.map((row) => [row.paper_id, row.name]));
}
