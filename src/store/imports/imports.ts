import type {
  DeclaredConsent,
  FormerService,
  Import,
  ImportAim,
  ImportMapping,
  VerdictCounts,
  VerdictSamples,
} from '../../model/import.js';
import type { Queryable } from '../database.js';
import { tell } from '../outbox.js';

/** An import as it is told, of a row of `imports`. */
const COLUMNS = `id, name, state, reason, format, service, columns, mapping, aim, language, consent,
  invites_hour AS "invitesHour", lines, next_line AS "nextLine", checked, counts, samples, actor_name AS "actorName",
  created_at AS "createdAt", running_since AS "runningSince", next_at AS "nextAt", finished_at AS "finishedAt",
  lines_gone AS "linesGone"`;
type ImportRow = Import & Record<string, unknown>;

/** Begins an import whose lines are about to arrive. */
export async function insertImport(
  client: Queryable,
  { name, actorName, at }: { readonly name: string; readonly actorName: string; readonly at: Date },
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO imports (name, state, actor_name, created_at, touched_at) VALUES ($1, 'reading', $2, $3, $3)
     RETURNING id`,
    [name, actorName, at],
  );
  return rows[0]?.id ?? 0;
}

/** What was read of a file, and what it is taken for. */
export interface ReadImport {
  readonly format: 'csv' | 'json';
  readonly service: FormerService | null;
  readonly columns: readonly string[];
  readonly mapping: ImportMapping;
  readonly aim: ImportAim;
  readonly consent: DeclaredConsent | null;
  readonly lines: number;
}

/** @returns false where the import was given up meanwhile */
export async function finishReading(client: Queryable, id: number, read: ReadImport): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE imports SET state = 'mapping', format = $2, service = $3, columns = $4, mapping = $5, aim = $6, consent = $7,
            lines = $8
      WHERE id = $1 AND state = 'reading'`,
    [
      ...[id, read.format, read.service, read.columns, JSON.stringify(read.mapping), read.aim],
      ...[read.consent === null ? null : JSON.stringify(read.consent), read.lines],
    ],
  );
  return rowCount === 1;
}

/** Says that a list still arrives. @returns false where it was given up meanwhile */
export async function touchImport(client: Queryable, id: number, at: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE imports SET touched_at = $2 WHERE id = $1 AND state = 'reading'",
    [id, at],
  );
  return rowCount === 1;
}

/** @returns null where there is none of this number */
export async function findImport(database: Queryable, id: number): Promise<Import | null> {
  const { rows } = await database.query<ImportRow>(`SELECT ${COLUMNS} FROM imports WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** The same, held as it is until the transaction ends. */
export async function lockImport(client: Queryable, id: number): Promise<Import | null> {
  const { rows } = await client.query<ImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

/** The newest first. @param before the number that a page goes on below; null for the first page */
export async function listImports(
  database: Queryable,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<Import[]> {
  const { rows } = await database.query<ImportRow>(
    `SELECT ${COLUMNS} FROM imports WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [before, limit],
  );
  return rows;
}

/** What the newest import with these columns was told that they are; null where there is none. */
export async function findLikeImport(
  database: Queryable,
  columns: readonly string[],
  id: number,
): Promise<Import | null> {
  const { rows } = await database.query<ImportRow>(
    `SELECT ${COLUMNS} FROM (SELECT * FROM imports WHERE id < $1 ORDER BY id DESC LIMIT 50) AS recent
      WHERE columns = $2::text[] AND state NOT IN ('reading', 'failed') ORDER BY id DESC LIMIT 1`,
    [id, columns],
  );
  return rows[0] ?? null;
}

/** What an operator decides of an import before it runs. */
export type ImportChoice = Pick<Import, 'mapping' | 'aim' | 'language' | 'consent' | 'invitesHour'>;

/** Writes it; what a check found before counts no more. */
export async function writeChoice(client: Queryable, id: number, choice: ImportChoice): Promise<void> {
  const { mapping, aim, language, consent, invitesHour } = choice;
  await client.query(
    `UPDATE imports SET state = 'mapping', mapping = $2, aim = $3, language = $4, consent = $5, invites_hour = $6,
            checked = '{}', samples = '{}'
      WHERE id = $1`,
    [
      ...[id, JSON.stringify(mapping), aim, language],
      ...[consent === null ? null : JSON.stringify(consent), invitesHour],
    ],
  );
}

/** Begins with the first line: a check, or the run. */
export async function beginLines(
  client: Queryable,
  id: number,
  state: 'checking' | 'running',
  at: Date,
): Promise<void> {
  const [counts, since] = state === 'checking' ? ['checked', null] : ['counts', at];
  await client.query(
    `UPDATE imports SET state = $2, next_line = 1, next_at = NULL, reason = NULL, running_since = $3, ${counts} = '{}',
            samples = '{}'
      WHERE id = $1`,
    [id, state, since],
  );
}

/** Goes on where it was paused. */
export async function resumeImport(client: Queryable, id: number, at: Date): Promise<void> {
  await client.query(
    `UPDATE imports SET state = 'running', reason = NULL, next_at = NULL, running_since = $2 WHERE id = $1`,
    [id, at],
  );
}

/** Its lines are kept from then on for as long as those of a list that was just brought. */
export async function pauseImport(
  client: Queryable,
  id: number,
  { reason, at }: { readonly reason: string | null; readonly at: Date },
): Promise<void> {
  await client.query(`UPDATE imports SET state = 'paused', reason = $2, touched_at = $3 WHERE id = $1`, [
    id,
    reason,
    at,
  ]);
}

export async function waitUntil(client: Queryable, id: number, nextAt: Date): Promise<void> {
  await client.query('UPDATE imports SET next_at = $2 WHERE id = $1', [id, nextAt]);
}

/** It came to its end, or was ended; whoever listens is told. */
export async function endImport(
  client: Queryable,
  id: number,
  end: { readonly state: 'done' | 'cancelled' | 'failed'; readonly reason: string | null; readonly at: Date },
): Promise<void> {
  const { rows } = await client.query<Pick<Import, 'aim' | 'lines' | 'counts'>>(
    `UPDATE imports SET state = $2, reason = $3, finished_at = $4, next_at = NULL, lines_gone = false WHERE id = $1
     RETURNING aim, lines, counts`,
    [id, end.state, end.reason, end.at],
  );
  const [ended] = rows;
  if (ended === undefined) return;
  const { aim, lines, counts } = ended;
  const data = { import: id, state: end.state, aim, lines, counts: { ...counts } };
  await tell(client, { type: 'import.completed', at: end.at, data });
}

/** The report of a check is whole. */
export async function endCheck(client: Queryable, id: number): Promise<void> {
  await client.query(`UPDATE imports SET state = 'checked' WHERE id = $1`, [id]);
}

/** Moves past the lines of a chunk, with what became of them. */
export async function moveOn(
  client: Queryable,
  id: number,
  moved: {
    readonly during: 'checking' | 'running';
    readonly nextLine: number;
    readonly counts: VerdictCounts;
    readonly samples: VerdictSamples;
  },
): Promise<void> {
  const column = moved.during === 'checking' ? 'checked' : 'counts';
  await client.query(`UPDATE imports SET next_line = $2, ${column} = $3, samples = $4 WHERE id = $1`, [
    ...[id, moved.nextLine, JSON.stringify(moved.counts), JSON.stringify(moved.samples)],
  ]);
}

/** Imports with lines to go through now, the oldest first. */
export async function dueImports(database: Queryable, now: Date): Promise<number[]> {
  const { rows } = await database.query<{ id: number }>(
    `SELECT id FROM imports WHERE state IN ('checking', 'running') AND (next_at IS NULL OR next_at <= $1) ORDER BY id`,
    [now],
  );
  return rows.map(({ id }) => id);
}

/** Gives up imports whose lines stopped arriving; their lines go with the rest. */
export async function failCutImports(
  database: Queryable,
  { before, at }: { readonly before: Date; readonly at: Date },
): Promise<number> {
  const { rowCount } = await database.query(
    `UPDATE imports SET state = 'failed', reason = 'cut', finished_at = $2 WHERE state = 'reading' AND touched_at < $1`,
    [before, at],
  );
  return rowCount ?? 0;
}
