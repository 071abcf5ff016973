import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { describeSchema, schemaDocument } from '../../scripts/describe-schema.js';
import { createEmptyDatabase, createTestDatabase } from '../support/database.js';
import { readProjectFile } from './project-files.js';

const document = readProjectFile('docs/schema.sql');

async function schemaOf(url: string, statements?: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    if (statements !== undefined) await client.query(statements);
    return schemaDocument(await describeSchema(client));
  } finally {
    await client.end();
  }
}

describe('docs/schema.sql', () => {
  it('is what the migrations make (`npm run schema` writes it)', async () => {
    const migrated = await createTestDatabase();
    try {
      expect(await schemaOf(migrated.url)).toBe(document);
    } finally {
      await migrated.close();
    }
  });

  it('is SQL that makes the same schema in an empty database, so that it leaves nothing out', async () => {
    const empty = await createEmptyDatabase();
    try {
      expect(await schemaOf(empty.url, document)).toBe(document);
    } finally {
      await empty.close();
    }
  });
});
