import type { Queryable } from '../database.js';

/** What is thinned out, each with a moment of its own up to which that is done. */
export type ThinnedTask = 'observations' | 'polls';

/** Up to which moment a task is done; null where it never was. */
export async function thinnedUntil(database: Queryable, task: ThinnedTask): Promise<Date | null> {
  const { rows } = await database.query<{ until: Date }>('SELECT until FROM upkeep WHERE task = $1', [task]);
  return rows[0]?.until ?? null;
}

/** Notes that a task is done up to a moment. */
export async function noteThinned(database: Queryable, task: ThinnedTask, until: Date): Promise<void> {
  await database.query(
    `INSERT INTO upkeep AS known (task, until) VALUES ($1, $2)
     ON CONFLICT (task) DO UPDATE SET until = greatest(known.until, excluded.until)`,
    [task, until],
  );
}

export interface ThinningPeriod {
  /** Null: from the beginning. */
  readonly from: Date | null;
  /** Not included. */
  readonly until: Date;
  /** The most rows that one call deletes. */
  readonly limit: number;
}

const DAYS_OF: Readonly<Record<ThinnedTask, string>> = {
  observations: 'SELECT observed_at AS at FROM observations',
  polls: 'SELECT finished_at AS at FROM polls',
};

/** The days (UTC, counted from 1970) on which there is something of a period, in order. */
export async function daysToThin(
  database: Queryable,
  task: ThinnedTask,
  { from, until }: ThinningPeriod,
): Promise<number[]> {
  const { rows } = await database.query<{ day: number }>(
    `SELECT DISTINCT floor(extract(epoch FROM at) / 86400)::integer AS day FROM (${DAYS_OF[task]}) AS happened
      WHERE at >= coalesce($1::timestamptz, '-infinity') AND at < $2 ORDER BY day`,
    [from, until],
  );
  return rows.map(({ day }) => day);
}

/**
 * Of the observations of one paper by one source keeps the last one of each day (UTC).
 * @returns how many were deleted; fewer than `limit` where nothing is left to delete
 */
export async function thinObservations(database: Queryable, period: ThinningPeriod): Promise<number> {
  const { rowCount } = await database.query(
    `DELETE FROM observations WHERE (paper_id, source, observed_at) IN (
       SELECT paper_id, source, observed_at FROM observations o
        WHERE observed_at >= coalesce($1::timestamptz, '-infinity') AND observed_at < $2
          AND EXISTS (SELECT FROM observations later
                       WHERE later.paper_id = o.paper_id AND later.source = o.source
                         AND later.observed_at > o.observed_at
                         AND later.observed_at < date_trunc('day', o.observed_at, 'UTC') + interval '1 day')
        LIMIT $3)`,
    [period.from, period.until, period.limit],
  );
  return rowCount ?? 0;
}

/**
 * Of the polls of one list by one source keeps the last one that succeeded, and what failed after it.
 * @returns as {@link thinObservations}
 */
export async function thinPolls(database: Queryable, period: ThinningPeriod): Promise<number> {
  const { rowCount } = await database.query(
    `DELETE FROM polls WHERE id IN (
       SELECT id FROM polls p
        WHERE finished_at >= coalesce($1::timestamptz, '-infinity') AND finished_at < $2
          AND EXISTS (SELECT FROM polls later
                       WHERE later.source = p.source AND later.list_date = p.list_date
                         AND later.finished_at > p.finished_at AND later.error_code IS NULL)
        LIMIT $3)`,
    [period.from, period.until, period.limit],
  );
  return rowCount ?? 0;
}
