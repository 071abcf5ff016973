import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';

/** How a list of one day of a source stands. */
export interface ListOfDay {
  readonly source: string;
  readonly listDate: CalendarDate;
  /** Of the newest poll that succeeded; null where none did. */
  readonly papers: number | null;
  /** Its end; null where none succeeded. */
  readonly readAt: Date | null;
  /** Of the newest poll; null where that succeeded. */
  readonly errorCode: string | null;
}

/** Lists of these sources from a day on, where they were asked for, in order of day. */
export async function listsOfDays(
  database: Queryable,
  names: readonly string[],
  from: CalendarDate,
): Promise<ListOfDay[]> {
  const { rows } = await database.query<ListOfDay & Record<string, unknown>>(
    `SELECT source, list_date AS "listDate",
            (array_agg(papers ORDER BY finished_at DESC, id DESC) FILTER (WHERE error_code IS NULL))[1] AS papers,
            max(finished_at) FILTER (WHERE error_code IS NULL) AS "readAt",
            (array_agg(error_code ORDER BY finished_at DESC, id DESC))[1] AS "errorCode"
       FROM polls WHERE source = ANY ($1) AND list_date >= $2
      GROUP BY source, list_date ORDER BY source, list_date`,
    [names, from],
  );
  return rows;
}

/** One time that a source was asked. */
export interface PollOfSource {
  readonly source: string;
  readonly listDate: CalendarDate;
  readonly finishedAt: Date;
  readonly tookMs: number;
  readonly papers: number;
  readonly skipped: number;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** The newest polls of each source, so many of each, the newest first. */
export async function newestPolls(
  database: Queryable,
  names: readonly string[],
  limit: number,
): Promise<PollOfSource[]> {
  const { rows } = await database.query<PollOfSource & Record<string, unknown>>(
    `SELECT p.source, list_date AS "listDate", finished_at AS "finishedAt", papers, skipped,
            round(extract(epoch FROM finished_at - started_at) * 1000)::int AS "tookMs",
            error_code AS "errorCode", error_detail AS "errorDetail"
       FROM unnest($1::text[]) WITH ORDINALITY AS s (source, place)
      CROSS JOIN LATERAL (SELECT * FROM polls WHERE source = s.source ORDER BY finished_at DESC, id DESC LIMIT $2) AS p
      ORDER BY s.place, finished_at DESC, p.id DESC`,
    [names, limit],
  );
  return rows;
}
