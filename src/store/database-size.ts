import type { Queryable } from './database.js';

export interface TableSize {
  readonly table: string;
  /** With its indexes and what is kept beside it. */
  readonly octets: number;
  /** As PostgreSQL estimates them; null where it has not looked yet. */
  readonly rows: number | null;
}

export interface DatabaseSize {
  readonly octets: number;
  /** `18.4`. */
  readonly version: string;
  /** The largest first. */
  readonly tables: readonly TableSize[];
}

/** How much room the database takes, and which tables take most of it. Reads the catalogue and no table. */
export async function databaseSize(database: Queryable, mostTables: number): Promise<DatabaseSize> {
  const whole = await database.query<{ octets: number; version: string }>(
    `SELECT pg_database_size(current_database()) AS octets, current_setting('server_version') AS version`,
  );
  const { rows } = await database.query<{ table: string; octets: number; rows: number | null }>(
    `SELECT relname AS table, pg_total_relation_size(oid) AS octets, nullif(reltuples, -1)::int8 AS rows
       FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      ORDER BY octets DESC, relname LIMIT $1`,
    [mostTables],
  );
  const [{ octets, version } = { octets: 0, version: '' }] = whole.rows;
  return { octets, version, tables: rows };
}

export interface AppliedMigrations {
  readonly count: number;
  readonly newest: string;
  readonly at: Date;
}

/** Which migrations the database has seen. */
export async function appliedMigrations(database: Queryable): Promise<AppliedMigrations | null> {
  const { rows } = await database.query<{ count: number; newest: string; at: Date }>(
    `SELECT count(*) AS count, max(name) AS newest, max(run_on) AS at FROM public.migrations`,
  );
  const [row] = rows;
  return row === undefined || row.count === 0 ? null : row;
}
