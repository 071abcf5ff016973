import type { CalendarDate } from '../../model/calendar-date.js';
import type { Database } from '../database.js';

export interface ReadList {
  readonly source: string;
  readonly listDate: CalendarDate;
  /** All papers that the list holds now. */
  readonly paperIds: readonly string[];
  readonly now: Date;
}

/**
 * Notes which papers of a list an answer lacks. What two answers in a row lack is taken off; what is there again is
 * on it as before. Once a daily digest of the list is frozen nothing changes any more.
 * @returns the papers that were taken off
 */
export async function noteMissing(
  database: Database,
  { source, listDate, paperIds, now }: ReadList,
): Promise<string[]> {
  const { rows } = await database.query<{ paper_id: string }>(
    `WITH open AS (
       SELECT source, list_date, paper_id, missed_at, removed_at, paper_id = ANY ($3::text[]) AS is_there
         FROM listings
        WHERE source = $1 AND list_date = $2
          AND NOT EXISTS (SELECT FROM digests WHERE kind = 'daily' AND list_date = $2)
        ORDER BY paper_id FOR NO KEY UPDATE)
     UPDATE listings l
        SET missed_at = CASE WHEN is_there THEN NULL ELSE coalesce(open.missed_at, $4) END,
            removed_at = CASE WHEN NOT is_there AND open.missed_at IS NOT NULL THEN coalesce(open.removed_at, $4) END
       FROM open
      WHERE (l.source, l.list_date, l.paper_id) = (open.source, open.list_date, open.paper_id)
        AND CASE WHEN is_there THEN open.missed_at IS NOT NULL ELSE open.removed_at IS NULL END
     RETURNING CASE WHEN l.removed_at = $4 THEN l.paper_id END AS paper_id`,
    [source, listDate, paperIds, now],
  );
  return rows.flatMap(({ paper_id }) => paper_id ?? []).sort();
}
