import type { Database } from '../../src/store/database.js';

/** What one kind of statement took since counting began. */
export interface StatementCost {
  readonly name: string;
  readonly calls: number;
  readonly rows: number;
  /** Planned and executed, waiting for the disk and for locks included. */
  readonly milliseconds: number;
  readonly walOctets: number;
}

/** With its indexes. */
export interface TableSize {
  readonly table: string;
  readonly octets: number;
}

/** Counts the statements of this database from now on; the server has loaded pg_stat_statements. */
export async function startCounting(database: Database): Promise<void> {
  await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await database.query('SELECT pg_stat_statements_reset()');
}

/**
 * The costliest first. Statements with one name are one line, and so are all that take too little of the time.
 * @param small the share of the whole time below which a statement is among the others
 */
export async function readStatements(database: Database, small: number): Promise<StatementCost[]> {
  const { rows } = await database.query<Omit<StatementCost, 'name'> & { readonly query: string }>(
    `SELECT query, calls::float8 AS calls, rows::float8 AS rows,
            total_exec_time + total_plan_time AS milliseconds, wal_bytes::float8 AS "walOctets"
       FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel
        AND query !~ 'pg_stat_'`,
  );
  const all = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const byName = new Map<string, StatementCost>();
  for (const { query, ...cost } of rows) {
    const name = cost.milliseconds < small * all ? 'all others' : statementName(query);
    const known = byName.get(name);
    byName.set(name, known === undefined ? { name, ...cost } : { name, ...sum(known, cost) });
  }
  return [...byName.values()].sort((left, right) => right.milliseconds - left.milliseconds);
}

function sum(
  left: Omit<StatementCost, 'name'>,
  right: Omit<StatementCost, 'name'>,
): Omit<StatementCost, 'name'> {
  return {
    calls: left.calls + right.calls,
    rows: left.rows + right.rows,
    milliseconds: left.milliseconds + right.milliseconds,
    walOctets: left.walOctets + right.walOctets,
  };
}

/** A verb that is no part of a lock or of an upsert, and its table. */
const WRITES = /(?<!FOR |KEY |DO )\b(INSERT|UPDATE|DELETE) (?:INTO |FROM )?([\w.]+)/g;

/**
 * What a statement writes, as `INSERT slices, INSERT deliveries`; of one that only reads what it reads first, and
 * otherwise its first words.
 */
export function statementName(query: string): string {
  const text = query.replace(/--.*$/gm, ' ').replace(/\s+/g, ' ').trim();
  const written = [...text.matchAll(WRITES)].map(([, verb, table]) => `${verb} ${table}`);
  if (written.length > 0) return [...new Set(written)].join(', ');
  const read = /\bFROM (\w[\w.]*)/.exec(text)?.[1];
  return read === undefined ? text.slice(0, 40) : `${text.split(' ', 1)[0]} ${read}`;
}

/** Of all tables of the product and of its queue. */
export async function tableSizes(database: Database): Promise<TableSize[]> {
  const { rows } = await database.query<TableSize>(
    `SELECT relid::regclass::text AS table, pg_total_relation_size(relid)::float8 AS octets
       FROM pg_stat_user_tables`,
  );
  return rows;
}
