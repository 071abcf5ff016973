import type { ErrorCode } from '../errors.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { Queryable } from './database.js';

/** One time that a source was asked for the list of one day. */
export interface Poll {
  readonly source: string;
  readonly listDate: CalendarDate;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** How many papers the answer held. */
  readonly papers: number;
  /** How many of its items could not be read. */
  readonly skipped: number;
  /** Null where it succeeded. */
  readonly errorCode: ErrorCode | null;
  readonly errorDetail: string | null;
}

interface PollRow {
  readonly source: string;
  readonly list_date: CalendarDate;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly papers: number;
  readonly skipped: number;
  readonly error_code: ErrorCode | null;
  readonly error_detail: string | null;
}

const MAX_DETAIL = 500;

/** How a poll ended, and where the next one goes on where it broke off. */
export type EndedPoll = Poll & { readonly resumeFrom?: string | null };

/** Writes down how a poll ended. */
export async function recordPoll(database: Queryable, poll: EndedPoll): Promise<void> {
  await database.query(
    `INSERT INTO polls (source, list_date, started_at, finished_at, papers, skipped, error_code, error_detail,
                        resume_from)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      poll.source,
      poll.listDate,
      poll.startedAt,
      poll.finishedAt,
      poll.papers,
      poll.skipped,
      poll.errorCode,
      poll.errorDetail?.replace(/\p{C}+/gu, ' ').slice(0, MAX_DETAIL) ?? null,
      poll.resumeFrom ?? null,
    ],
  );
}

/** Where the newest poll of a list broke off; null where it did not, or ended before `since`. */
export async function resumePoint(
  database: Queryable,
  source: string,
  listDate: CalendarDate,
  since: Date,
): Promise<string | null> {
  const { rows } = await database.query<{ resume_from: string | null }>(
    `SELECT resume_from FROM polls
      WHERE source = $1 AND list_date = $2 AND finished_at >= $3 ORDER BY finished_at DESC, id DESC LIMIT 1`,
    [source, listDate, since],
  );
  return rows[0]?.resume_from ?? null;
}

/** The newest poll of one list, whatever came of it. */
export async function lastPoll(
  database: Queryable,
  source: string,
  listDate: CalendarDate,
): Promise<Poll | null> {
  const { rows } = await database.query<PollRow>(
    `SELECT * FROM polls WHERE source = $1 AND list_date = $2 ORDER BY finished_at DESC, id DESC LIMIT 1`,
    [source, listDate],
  );
  return rows[0] === undefined ? null : pollOf(rows[0]);
}

/** The newest poll of a source that succeeded, whichever list it asked for. */
export async function lastSuccess(database: Queryable, source: string): Promise<Poll | null> {
  const { rows } = await database.query<PollRow>(
    `SELECT * FROM polls WHERE source = $1 AND error_code IS NULL ORDER BY finished_at DESC, id DESC LIMIT 1`,
    [source],
  );
  return rows[0] === undefined ? null : pollOf(rows[0]);
}

export interface SourceSuccess {
  readonly source: string;
  /** End of the newest poll that succeeded; null where none ever did. */
  readonly lastSuccess: Date | null;
}

/** Each source that was ever asked, by name. */
export async function lastSuccesses(database: Queryable): Promise<readonly SourceSuccess[]> {
  const { rows } = await database.query<{ source: string; last_success: Date | null }>(
    `WITH RECURSIVE asked AS (
       (SELECT source FROM polls ORDER BY source LIMIT 1)
       UNION ALL
       SELECT (SELECT p.source FROM polls p WHERE p.source > asked.source ORDER BY p.source LIMIT 1)
         FROM asked WHERE asked.source IS NOT NULL)
     SELECT source, (SELECT p.finished_at FROM polls p
                      WHERE p.source = asked.source AND p.error_code IS NULL
                      ORDER BY p.finished_at DESC LIMIT 1) AS last_success
       FROM asked WHERE source IS NOT NULL ORDER BY source`,
  );
  return rows.map((row) => ({ source: row.source, lastSuccess: row.last_success }));
}

/**
 * Since when a source has only failed: the start of the first failed poll after its last success. A list that
 * is not open yet is no failure.
 * @returns null where the source answered last time, or was never asked
 */
export async function failingSince(database: Queryable, source: string): Promise<Date | null> {
  const { rows } = await database.query<{ since: Date | null }>(
    `SELECT min(started_at) AS since FROM polls
      WHERE source = $1 AND error_code <> 'LIST_NOT_OPEN'
        AND finished_at > coalesce((SELECT max(finished_at) FROM polls
                                     WHERE source = $1 AND error_code IS NULL), '-infinity')`,
    [source],
  );
  return rows[0]?.since ?? null;
}

function pollOf(row: PollRow): Poll {
  return {
    source: row.source,
    listDate: row.list_date,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    papers: row.papers,
    skipped: row.skipped,
    errorCode: row.error_code,
    errorDetail: row.error_detail,
  };
}
