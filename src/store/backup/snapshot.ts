import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { connectTo } from '../connect.js';

/** What may be left behind: it is made anew by the migrations themselves. */
const LEFT_OUT = ['migrations'];

/**
 * Whose rows stay behind: a session that was ended, or a link that was used, since the backup was made would let
 * somebody in again, and failures of then slow down nobody of now. Each operator signs in anew after a restore.
 */
const ROWS_LEFT_OUT = ['operator_sessions', 'operator_links', 'login_failures'];

/** The whole database at one moment, for as long as it is read. */
export interface Snapshot {
  readonly takenAt: Date;
  /** Version of the server. */
  readonly server: string;
  readonly tables: readonly CopiedTable[];
  readonly sequences: readonly IdentitySequence[];
  /** The rows of a table in COPY's text format, and how many there were once they were read. */
  rowsOf(table: CopiedTable): { readonly data: AsyncIterable<Buffer>; count(): number };
  /** The wrapped root key; null before the first start. */
  wrappedRoot(): Promise<Buffer | null>;
}

export interface CopiedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface IdentitySequence {
  readonly table: string;
  readonly column: string;
  readonly last: number;
}

/** Runs `work` on everything that is committed at one moment, however long it takes and whatever goes on meanwhile. */
export async function withSnapshot<T>(
  databaseUrl: string,
  work: (snapshot: Snapshot, client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connectTo(databaseUrl, 'backup');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await settle(client);
    const { rows } = await client.query<{ taken_at: Date; server: string }>(
      "SELECT now() AS taken_at, current_setting('server_version') AS server",
    );
    const { taken_at: takenAt = new Date(), server = '' } = rows[0] ?? {};
    const snapshot: Snapshot = {
      takenAt,
      server,
      tables: await copiedTables(client),
      sequences: await identitySequences(client),
      rowsOf: (table) => rowsOf(client, table),
      wrappedRoot: () => wrappedRoot(client),
    };
    const result = await work(snapshot, client);
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** How values are written, whatever the server's settings say; and no limit of time, because there is much. */
export async function settle(client: pg.Client): Promise<void> {
  await client.query(
    `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
     SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0;
     SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL search_path = public`,
  );
}

async function copiedTables(client: pg.Client): Promise<CopiedTable[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND c.relname <> ALL ($1::text[])
      GROUP BY c.relname ORDER BY c.relname`,
    [LEFT_OUT],
  );
  return rows;
}

async function identitySequences(client: pg.Client): Promise<IdentitySequence[]> {
  const { rows } = await client.query<{ table: string; column: string; last: string }>(
    `SELECT c.relname AS table, a.attname AS column,
            pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass) AS last
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND a.attidentity <> '' AND NOT a.attisdropped AND c.relname <> ALL ($1::text[])
      ORDER BY c.relname`,
    [LEFT_OUT],
  );
  return rows
    .filter(({ last }) => last !== null)
    .map(({ table, column, last }) => ({ table, column, last: Number(last) }));
}

function rowsOf(client: pg.Client, { table, columns }: CopiedTable): ReturnType<Snapshot['rowsOf']> {
  const names = columns.map((name) => client.escapeIdentifier(name)).join(', ');
  const rows = ROWS_LEFT_OUT.includes(table) ? 'WHERE false' : '';
  const source = `SELECT ${names} FROM ${client.escapeIdentifier(table)} ${rows}`;
  const stream = client.query(copyTo(`COPY (${source}) TO STDOUT`));
  return { data: stream, count: () => stream.rowCount };
}

async function wrappedRoot(client: pg.Client): Promise<Buffer | null> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('public.keyring') IS NOT NULL AS exists",
  );
  if (found[0]?.exists !== true) return null;
  const { rows } = await client.query<{ wrapped: Buffer }>("SELECT wrapped FROM keyring WHERE name = 'root'");
  return rows[0]?.wrapped ?? null;
}
