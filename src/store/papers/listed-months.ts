import type { CalendarDate } from '../../model/calendar-date.js';
import { SAMPLE_SOURCE } from '../../model/paper.js';
import type { Queryable } from '../database.js';

/** The months that have lists of real papers, as `2026-03`, newest first. One index entry is read for each. */
export async function monthsListed(database: Queryable): Promise<readonly string[]> {
  const { rows } = await database.query<{ month: CalendarDate }>(
    `WITH RECURSIVE listed AS (
       SELECT date_trunc('month', max(list_date))::date AS month FROM listings WHERE source <> $1
       UNION ALL
       SELECT date_trunc('month', (SELECT max(list_date) FROM listings
                                    WHERE list_date < listed.month AND source <> $1))::date
         FROM listed WHERE listed.month IS NOT NULL)
     SELECT month FROM listed WHERE month IS NOT NULL`,
    [SAMPLE_SOURCE],
  );
  return rows.map(({ month }) => month.slice(0, 7));
}

/** A file of a sitemap holds 50,000 addresses at most (sitemaps.org). */
const MOST_PAPERS = 45_000;

/** The days that have lists of real papers, both ends included, and the papers on them. */
export async function listedIn(
  database: Queryable,
  from: CalendarDate,
  to: CalendarDate,
): Promise<{ readonly days: readonly CalendarDate[]; readonly paperIds: readonly string[] }> {
  const { rows } = await database.query<{ list_date: CalendarDate; paper_id: string }>(
    `SELECT DISTINCT list_date, paper_id FROM listings
      WHERE list_date BETWEEN $1 AND $2 AND source <> $3
      ORDER BY list_date DESC, paper_id LIMIT ${MOST_PAPERS}`,
    [from, to, SAMPLE_SOURCE],
  );
  return {
    days: [...new Set(rows.map((row) => row.list_date))],
    paperIds: [...new Set(rows.map((row) => row.paper_id))],
  };
}
