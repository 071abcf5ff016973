import type { Database } from '../../src/store/database.js';

/** Indexes are made once at the end and not with each of a million rows; those that hold rules stay. */
export async function withoutIndexes(
  database: Database,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await database.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
       FROM pg_index WHERE indrelid = ANY ($1::regclass[]) AND NOT indisunique`,
    [tables],
  );
  for (const { name } of rows) await database.query(`DROP INDEX ${name}`);
  await fill();
  for (const { definition } of rows) await database.query(definition);
}

/** What is invented fits together: that each row's reader is there is not asked a million times. */
export async function withoutChecks(database: Database, statements: readonly string[]): Promise<void> {
  const client = await database.connect();
  try {
    await client.query('SET session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    await client.query('RESET session_replication_role');
  } finally {
    client.release();
  }
}
