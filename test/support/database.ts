import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.js';

export interface TestDatabase {
  readonly url: string;
  /** An open pool on it. */
  readonly database: Database;
  /** Ends the pool and drops the database. */
  close(): Promise<void>;
}

/** A fresh, migrated database of its own for a test file. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject('templateDatabaseUrl'));
}

/** A database of its own with all that is in another one, to which nobody is connected meanwhile. */
export async function copyDatabase(of: string): Promise<TestDatabase> {
  const template = new URL(of);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY FILE_COPY`);
  const url = withDatabase(template, name);
  const database = openDatabase({ url, onError: () => undefined });
  return {
    url,
    database,
    close: async () => {
      await database.end();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** An empty database that was never migrated. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name}`);
  return {
    url: withDatabase(new URL(inject('templateDatabaseUrl')), name),
    close: () => administer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client(withDatabase(new URL(inject('templateDatabaseUrl')), 'postgres'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: URL, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
