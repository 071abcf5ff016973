import type { ImportLine, ImportProblem, ImportVerdict, JudgedLine } from '../../model/import.js';
import type { Queryable } from '../database.js';

interface LineRow {
  readonly line: number;
  readonly file_line: number;
  readonly fields: readonly string[];
  readonly fault: string | null;
  readonly verdict: ImportVerdict | null;
  readonly problem: ImportProblem | null;
  readonly detail: string | null;
}

/** @returns false where nothing was kept: the import was given up meanwhile */
export async function insertLines(
  client: Queryable,
  importId: number,
  lines: readonly ImportLine[],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO import_lines (import_id, line, file_line, fields, fault)
     SELECT $1, line, file_line, fields::jsonb, fault
       FROM unnest($2::integer[], $3::integer[], $4::text[], $5::text[]) AS new (line, file_line, fields, fault)
      WHERE EXISTS (SELECT FROM imports WHERE id = $1 AND state = 'reading')`,
    [
      importId,
      lines.map(({ line }) => line),
      lines.map(({ fileLine }) => fileLine),
      lines.map(({ fields }) => JSON.stringify(fields)),
      lines.map(({ fault }) => fault),
    ],
  );
  return rowCount === lines.length;
}

/** Tables that were just filled are planned for as if they were empty. */
export async function analyzeLines(database: Queryable): Promise<void> {
  await database.query('ANALYZE import_lines');
}

/** The next lines from a number on, in order, each with what a check found of it. */
export async function readLines(
  client: Queryable,
  importId: number,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<JudgedLine[]> {
  const { rows } = await client.query<LineRow>(
    `SELECT line, file_line, fields, fault, verdict, problem, detail FROM import_lines
      WHERE import_id = $1 AND line >= $2 ORDER BY line LIMIT $3`,
    [importId, from, limit],
  );
  return rows.map(judgedOf);
}

/** What a line came to. */
export interface LineVerdict {
  readonly line: number;
  readonly verdict: ImportVerdict;
  readonly problem: ImportProblem | null;
  readonly detail: string | null;
  readonly hash: Buffer | null;
}

/** A run that finds what its check did writes no line again. */
export async function writeVerdicts(
  client: Queryable,
  importId: number,
  verdicts: readonly LineVerdict[],
): Promise<void> {
  await client.query(
    `UPDATE import_lines l SET verdict = new.verdict, problem = new.problem, detail = new.detail, address_hash = new.hash
       FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::bytea[]) AS new (line, verdict, problem, detail, hash)
      WHERE l.import_id = $1 AND l.line = new.line
        AND (l.verdict, l.problem, l.detail, l.address_hash) IS DISTINCT FROM (new.verdict, new.problem, new.detail, new.hash)`,
    [
      importId,
      verdicts.map(({ line }) => line),
      verdicts.map(({ verdict }) => verdict),
      verdicts.map(({ problem }) => problem),
      verdicts.map(({ detail }) => detail),
      verdicts.map(({ hash }) => hash),
    ],
  );
}

/**
 * Of two lines with one address the one that stops counts, also where it comes thousands of lines later: what a check
 * would do for the other is not done. One pass over the list: of rows that were judged just now the planner knows
 * nothing yet, and a join would compare each with each.
 * @returns how many lines of each verdict that were
 */
export async function settleStopped(
  client: Queryable,
  importId: number,
): Promise<readonly { readonly verdict: ImportVerdict; readonly lines: number }[]> {
  const { rows } = await client.query<{ verdict: ImportVerdict; lines: number }>(
    `WITH stopped AS (
       SELECT line, verdict
         FROM (SELECT line, verdict, bool_or(verdict = 'suppressed') OVER (PARTITION BY address_hash) AS is_stopped
                 FROM import_lines WHERE import_id = $1 AND address_hash IS NOT NULL) AS judged
        WHERE is_stopped AND verdict IN ('added', 'invited')
     ), settled AS (
       UPDATE import_lines l SET verdict = 'twice' FROM stopped WHERE l.import_id = $1 AND l.line = stopped.line
     )
     SELECT verdict, count(*) AS lines FROM stopped GROUP BY verdict`,
    [importId],
  );
  return rows;
}

/** These lines with what they came to, in order; those that an erasure took are missing. */
export async function findLines(
  database: Queryable,
  importId: number,
  lines: readonly number[],
): Promise<JudgedLine[]> {
  const { rows } = await database.query<LineRow>(
    `SELECT line, file_line, fields, fault, verdict, problem, detail FROM import_lines
      WHERE import_id = $1 AND line = ANY ($2::integer[]) ORDER BY line`,
    [importId, lines],
  );
  return rows.map(judgedOf);
}

/** A page of the lines that cannot be used, in order. */
export async function invalidLines(
  database: Queryable,
  importId: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<JudgedLine[]> {
  const { rows } = await database.query<LineRow>(
    `SELECT line, file_line, fields, fault, verdict, problem, detail FROM import_lines
      WHERE import_id = $1 AND line > $2 AND verdict = 'invalid' ORDER BY line LIMIT $3`,
    [importId, after, limit],
  );
  return rows.map(judgedOf);
}

/**
 * Deletes the lines of imports that ended before a moment, or that nobody has gone on with since; those that could not be
 * read whole, at once.
 * @returns how many imports that were
 */
export async function dropOldLines(database: Queryable, before: Date): Promise<number> {
  const { rowCount } = await database.query(
    `WITH over AS (
       UPDATE imports SET lines_gone = true, samples = '{}'
        WHERE NOT lines_gone AND (finished_at < $1 OR state = 'failed'
              OR state IN ('mapping', 'checked', 'paused') AND touched_at < $1 AND coalesce(running_since < $1, true))
       RETURNING id, state
     ), given_up AS (
       UPDATE imports SET state = 'cancelled', reason = 'forgotten', finished_at = now()
        WHERE id IN (SELECT id FROM over WHERE state IN ('mapping', 'checked', 'paused'))
     ), gone AS (
       DELETE FROM import_lines WHERE import_id IN (SELECT id FROM over)
     )
     SELECT FROM over`,
    [before],
  );
  return rowCount ?? 0;
}

function judgedOf(row: LineRow): JudgedLine {
  const { line, file_line: fileLine, fields, fault, verdict, problem, detail } = row;
  return { line, fileLine, fields, fault, verdict, problem, detail };
}
