import { readFileSync } from 'node:fs';
import pg from 'pg';
import { createEmptyDatabase } from './database.js';

interface FormerMigration {
  readonly name: string;
  readonly sql: string;
}

/** The migrations of before 0.1.0, in their order. */
export const formerMigrations: readonly FormerMigration[] = readFileSync(
  new URL('../store/schema-before-0.1.0.sql', import.meta.url),
  'utf8',
)
  .split(/^-- (?=\d{4}_[a-z_]+$)/m)
  .slice(1)
  .map((part) => ({ name: part.slice(0, part.indexOf('\n')), sql: part.slice(part.indexOf('\n')) }));

/** A database as a version of before 0.1.0 left it, with the first `count` of its migrations. */
export async function createFormerDatabase(
  count = formerMigrations.length,
): Promise<{ readonly url: string; readonly client: pg.Client; close(): Promise<void> }> {
  const { url, close } = await createEmptyDatabase();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    'CREATE TABLE migrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
  );
  for (const { name, sql } of formerMigrations.slice(0, count)) {
    await client.query(sql);
    await client.query("INSERT INTO migrations (name, run_on) VALUES ($1, '2026-10-01')", [name]);
  }
  return {
    url,
    client,
    close: async () => {
      await client.end();
      await close();
    },
  };
}
