import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { Database, PreparedStatement } from '../../src/store/database.js';

/** A part of a plan that reads a whole table. */
export interface SequentialScan {
  readonly statement: string;
  readonly table: string;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Explains what it is asked in place of doing it. */
export interface ExplainedDatabase {
  readonly database: Database;
  /** Tables that the statements so far would read from end to end, and forgets them. */
  takeTables(): string[];
}

/**
 * Wraps a database so that the functions of `src/store` can be called for the plans of their very own
 * statements: each is explained with its values, none is run. Every answer is one row, which is `row`. A
 * prepared statement is explained as PostgreSQL may keep it too, without values. What is to be read anew by rules of reading
 * (`read_by`) is answered with no rows, as it is for all but the first time.
 */
export function explainedDatabase(database: Database, row: object): ExplainedDatabase {
  let tables: string[] = [];
  const explain = async (options: string, text: string, values?: unknown[]): Promise<void> => {
    const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (${options}FORMAT JSON) ${text}`,
      values,
    );
    for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) tables.push(...scannedTables(Plan));
  };
  const query = async (
    statement: string | PreparedStatement,
    given?: unknown[],
  ): Promise<Pick<pg.QueryResult, 'rows' | 'rowCount'>> => {
    if (typeof statement !== 'string') {
      await explain('GENERIC_PLAN, ', statement.text);
      return query(statement.text, statement.values);
    }
    if (/^(BEGIN|COMMIT|ROLLBACK)$/.test(statement)) return { rows: [], rowCount: null };
    await explain('', statement, given);
    return /read_by < \$\d/.test(statement) ? { rows: [], rowCount: 0 } : { rows: [row], rowCount: 1 };
  };
  const client = Object.assign(new EventEmitter(), { query, release: () => undefined });
  return {
    database: { query, connect: async () => client } as unknown as Database,
    takeTables: () => {
      const found = [...new Set(tables)];
      tables = [];
      return found;
    },
  };
}

function scannedTables(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scannedTables)];
}
