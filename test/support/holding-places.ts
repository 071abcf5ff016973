import type { Database } from '../../src/store/database.js';

/** The tables of every schema in which some column's text, or some column's octets, hold the word (lower case). */
export async function tablesThatHold(database: Database, word: string): Promise<readonly string[]> {
  const { rows: columns } = await database.query<{ table: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, quote_ident(column_name) AS column
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const byTable = new Map<string, string[]>();
  for (const { table, column } of columns) byTable.set(table, [...(byTable.get(table) ?? []), column]);
  const holding: string[] = [];
  for (const [table, names] of byTable) {
    const holds = names.map(
      (column) => `strpos(lower(${column}::text), $1) > 0 OR strpos(lower(${column}::text), $2) > 0`,
    );
    const { rows } = await database.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table} WHERE ${holds.join(' OR ')}) AS found`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rows[0]?.found === true) holding.push(table);
  }
  return holding.sort();
}
