import type { ErrorCode } from '../../errors.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { SourceDrift } from '../../model/source-drift.js';
import type { SourceFacts } from '../../model/source-facts.js';
import type { Queryable } from '../database.js';
import { tellSql } from '../outbox.js';

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
export type EndedPoll = Poll & {
  readonly resumeFrom?: string | null;
  readonly drift?: readonly SourceDrift[];
};

/** So many failures in a row, over so long, and a source is down. */
const DOWN = (failures: string, since: string, until: string) =>
  `${failures} >= 3 AND ${until}::timestamptz - ${since} >= interval '30 minutes'`;

/** Writes down how a poll ended, and tells where the source is down since, or answers again. */
export async function recordPoll(database: Queryable, poll: EndedPoll): Promise<void> {
  await database.query(
    `WITH noted AS (
       INSERT INTO polls (source, list_date, started_at, finished_at, papers, skipped, error_code, error_detail,
                          resume_from, drift)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ), failing AS (
       SELECT count(*) AS number, min(started_at) AS since, max(finished_at) AS until FROM polls
        WHERE source = $1 AND error_code <> 'LIST_NOT_OPEN'
          AND finished_at > coalesce((SELECT max(finished_at) FROM polls WHERE source = $1 AND error_code IS NULL), '-infinity')
     ), source AS (
       SELECT ${DOWN('number', 'since', 'until')} AS was_down,
              $7::text <> 'LIST_NOT_OPEN' AND ${DOWN('number + 1', 'coalesce(since, $3)', '$4')} AS is_down
         FROM failing
     ), recovered AS (
       ${tellSql({ type: 'source.recovered', at: '$4', data: "'source', $1::text", from: 'source WHERE was_down AND $7::text IS NULL' })}
     )
     ${tellSql({ type: 'source.down', at: '$4', data: "'source', $1::text, 'code', $7::text", from: 'source WHERE is_down AND was_down IS NOT TRUE' })}`,
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
      JSON.stringify(poll.drift ?? []),
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

/** Those of some sources whose newest poll of a list failed; one that has not opened it yet has not. */
export async function lateSources(
  database: Queryable,
  names: readonly string[],
  listDate: CalendarDate,
): Promise<string[]> {
  const { rows } = await database.query<{ source: string }>(
    `SELECT s.source
       FROM unnest($1::text[]) WITH ORDINALITY AS s (source, place)
      CROSS JOIN LATERAL (
            SELECT error_code FROM polls WHERE source = s.source AND list_date = $2
             ORDER BY finished_at DESC, id DESC LIMIT 1) newest
      WHERE newest.error_code <> 'LIST_NOT_OPEN'
      ORDER BY s.place`,
    [names, listDate],
  );
  return rows.map(({ source }) => source);
}

/** What the polls of each of some sources say of it, in the order of the names. */
export async function sourceFacts(
  database: Queryable,
  names: readonly string[],
): Promise<readonly SourceFacts[]> {
  const { rows } = await database.query<{
    source: string;
    last_success: Date | null;
    failing_since: Date | null;
    error_code: string | null;
    error_detail: string | null;
    drift: readonly SourceDrift[] | null;
  }>(
    `SELECT s.source, success.finished_at AS last_success, failing.since AS failing_since,
            newest.error_code, newest.error_detail, success.drift
       FROM unnest($1::text[]) WITH ORDINALITY AS s (source, place)
       LEFT JOIN LATERAL (
            SELECT finished_at, drift FROM polls WHERE source = s.source AND error_code IS NULL
             ORDER BY finished_at DESC LIMIT 1) success ON true
       LEFT JOIN LATERAL (
            SELECT min(started_at) AS since FROM polls
             WHERE source = s.source AND error_code <> 'LIST_NOT_OPEN'
               AND finished_at > coalesce(success.finished_at, '-infinity')) failing ON true
       LEFT JOIN LATERAL (
            SELECT error_code, error_detail FROM polls
             WHERE source = s.source AND error_code IS DISTINCT FROM 'LIST_NOT_OPEN'
             ORDER BY finished_at DESC, id DESC LIMIT 1) newest ON true
      ORDER BY s.place`,
    [names],
  );
  return rows.map((row) => ({
    source: row.source,
    lastSuccess: row.last_success,
    failingSince: row.failing_since,
    errorCode: row.error_code,
    errorDetail: row.error_detail,
    drift: row.drift ?? [],
  }));
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
