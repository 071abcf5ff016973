import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { Database } from '../../src/store/database.js';

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
 * statements: each is explained with its values, none is run. Every answer is one row, which is `row`.
 */
export function explainedDatabase(database: Database, row: object): ExplainedDatabase {
  let tables: string[] = [];
  const query = async (
    text: string,
    values?: unknown[],
  ): Promise<Pick<pg.QueryResult, 'rows' | 'rowCount'>> => {
    if (/^(BEGIN|COMMIT|ROLLBACK)$/.test(text)) return { rows: [], rowCount: null };
    const explained = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    for (const { Plan } of explained.rows[0]?.['QUERY PLAN'] ?? []) tables.push(...scannedTables(Plan));
    return { rows: [row], rowCount: 1 };
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
