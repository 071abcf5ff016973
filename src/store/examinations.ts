import type { Queryable } from './database.js';

/** What doctor looked at on behalf of a page, as it stands in the row. */
export interface Examination {
  readonly startedAt: Date;
  /** Null while it goes on. */
  readonly endedAt: Date | null;
  /** Those of the last one that ended; null where none ever did. */
  readonly findings: readonly unknown[] | null;
}

/** Longer than an examination may take; one that is older was lost with its process. */
const LOST_AFTER = '3 minutes';

export async function findExamination(database: Queryable): Promise<Examination | null> {
  const { rows } = await database.query<{
    started_at: Date;
    ended_at: Date | null;
    findings: unknown[] | null;
  }>(
    `SELECT started_at, CASE WHEN ended_at IS NULL AND started_at < clock_timestamp() - interval '${LOST_AFTER}'
                             THEN started_at ELSE ended_at END AS ended_at, findings FROM examinations`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { startedAt: row.started_at, endedAt: row.ended_at, findings: row.findings };
}

/** @returns whether it was begun; false while another one goes on */
export async function beginExamination(database: Queryable): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO examinations AS held (started_at) VALUES (clock_timestamp())
     ON CONFLICT (one) DO UPDATE SET started_at = excluded.started_at, ended_at = NULL
       WHERE held.ended_at IS NOT NULL OR held.started_at < clock_timestamp() - interval '${LOST_AFTER}'`,
  );
  return rowCount === 1;
}

/** Keeps what was found. */
export async function endExamination(database: Queryable, findings: readonly unknown[]): Promise<void> {
  await database.query('UPDATE examinations SET ended_at = clock_timestamp(), findings = $1', [
    JSON.stringify(findings),
  ]);
}
