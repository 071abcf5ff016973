import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';

/** When a source was last asked for one list date. */
export interface PollTimes {
  readonly source: string;
  readonly listDate: CalendarDate;
  /** The start of the last poll that succeeded. */
  readonly succeededAt: Date | null;
  /** The start of the last poll that succeeded or was told that the list is not open yet. */
  readonly answeredAt: Date | null;
  /** The end of the last poll, whatever came of it. */
  readonly attemptedAt: Date | null;
}

/** One row for each source and date, also where it was never asked. */
export async function pollTimes(
  database: Queryable,
  sources: readonly string[],
  dates: readonly CalendarDate[],
): Promise<PollTimes[]> {
  const { rows } = await database.query<{
    source: string;
    list_date: CalendarDate;
    succeeded_at: Date | null;
    answered_at: Date | null;
    attempted_at: Date | null;
  }>(
    `SELECT source, list_date,
            max(p.started_at) FILTER (WHERE p.error_code IS NULL) AS succeeded_at,
            max(p.started_at) FILTER (WHERE coalesce(p.error_code, 'LIST_NOT_OPEN') = 'LIST_NOT_OPEN') AS answered_at,
            max(p.finished_at) AS attempted_at
       FROM unnest($1::text[]) AS s (source)
      CROSS JOIN unnest($2::date[]) AS d (list_date)
       LEFT JOIN polls p USING (source, list_date)
      GROUP BY source, list_date`,
    [sources, dates],
  );
  return rows.map((row) => ({
    source: row.source,
    listDate: row.list_date,
    succeededAt: row.succeeded_at,
    answeredAt: row.answered_at,
    attemptedAt: row.attempted_at,
  }));
}

export interface WaitingMail {
  /** Changes of address among them. */
  readonly signups: boolean;
  readonly notices: boolean;
}

/**
 * Whether there are requests to read and notices to send at `now`, those of a dead worker among them. Leases
 * are judged by the database's clock, as everywhere.
 */
export async function waitingMail(database: Queryable, now: Date): Promise<WaitingMail> {
  const { rows } = await database.query<{ signups: boolean; notices: boolean }>(
    `SELECT EXISTS (SELECT FROM signups) OR EXISTS (SELECT FROM link_requests)
            OR EXISTS (SELECT FROM address_changes WHERE new_address IS NOT NULL AND (old_waits OR new_waits))
            AS signups,
            EXISTS (SELECT FROM notices WHERE state = 'pending')
            OR EXISTS (SELECT FROM notices WHERE state = 'deferred' AND next_attempt_at <= $1)
            OR EXISTS (SELECT FROM notices WHERE state = 'sending' AND (lease_until IS NULL OR lease_until < now()))
            AS notices`,
    [now],
  );
  return rows[0] ?? { signups: false, notices: false };
}
