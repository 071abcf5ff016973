import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { describeSchema } from '../../scripts/describe-schema.js';
import { migrate } from '../../src/store/migrate.js';
import { createEmptyDatabase } from '../support/database.js';
import { createFormerDatabase, formerMigrations } from '../support/database-before-0.1.0.js';

const log = pino({ level: 'silent' });
const files = readdirSync('migrations').map((file) => file.replace('.sql', ''));
const baseline = files.filter((name) => name < '0034');
const later = files.filter((name) => name >= '0034');

/** A new database with what the files of 0.1.0 make, and nothing of later ones. */
async function schemaOfBaseline(): Promise<string> {
  return schemaAfter(async (client) => {
    for (const name of baseline) await client.query(readFileSync(`migrations/${name}.sql`, 'utf8'));
  });
}

async function schemaAfter(make: (client: pg.Client, url: string) => Promise<unknown>): Promise<string> {
  const { url, close } = await createEmptyDatabase();
  const client = new pg.Client(url);
  await client.connect();
  try {
    await make(client, url);
    return await describeSchema(client);
  } finally {
    await client.end();
    await close();
  }
}

describe('a database of before 0.1.0', () => {
  let former: Awaited<ReturnType<typeof createFormerDatabase>> | null = null;
  afterEach(async () => {
    await former?.close();
    former = null;
  });

  const names = async (client: pg.Client) => {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  };

  it('shares no name of a migration with 0.1.0', () => {
    expect(formerMigrations).toHaveLength(33);
    expect(formerMigrations.filter(({ name }) => files.includes(name))).toEqual([]);
  });

  it('has the schema that the files of 0.1.0 make', async () => {
    former = await createFormerDatabase();
    expect(await describeSchema(former.client)).toBe(await schemaOfBaseline());
  });

  it('is taken over with its entries renamed, once, and gets what came later', async () => {
    former = await createFormerDatabase();
    const { url, client } = former;
    const applied = await Promise.all([migrate(url, log), migrate(url, log), migrate(url, log)]);
    expect(applied.flat()).toEqual(later);
    expect(await names(client)).toEqual(files);
    const { rows } = await client.query(
      "SELECT DISTINCT run_on::date = '2026-10-01' AS kept FROM migrations WHERE name < '0034'",
    );
    expect(rows).toEqual([{ kept: true }]);
    expect(await migrate(url, log)).toEqual([]);
    expect(await describeSchema(client)).toBe(await schemaAfter((_, other) => migrate(other, log)));
  });

  it.each([1, 4, 32])('is refused with %i of 33 migrations, and stays as it is', async (count) => {
    former = await createFormerDatabase(count);
    const before = await describeSchema(former.client);
    await expect(migrate(former.url, log)).rejects.toMatchObject({
      code: 'SCHEMA_UNKNOWN',
      message: expect.stringMatching(
        new RegExp(`lacks ${33 - count} of its 33 migrations .*Nothing was changed.*Start that version once`),
      ),
    });
    expect(await names(former.client)).toEqual(formerMigrations.slice(0, count).map(({ name }) => name));
    expect(await describeSchema(former.client)).toBe(before);
  });

  it.each([
    ['a later migration beside all of before', 33, ['0099_of_the_future']],
    ['a part of before and a stranger', 3, ['0004_something_else']],
    ['all of before, one of them twice under another name', 33, ['0033_languages_again']],
  ])('is refused with %s, naming what is not known', async (_, count, strangers) => {
    former = await createFormerDatabase(count);
    for (const name of strangers) {
      await former.client.query('INSERT INTO migrations (name, run_on) VALUES ($1, now())', [name]);
    }
    const before = await names(former.client);
    await expect(migrate(former.url, log)).rejects.toMatchObject({
      code: 'SCHEMA_UNKNOWN',
      message: expect.stringMatching(/does not know: .*Nothing was changed.*newer.*DATABASE_URL/),
      details: { names: expect.arrayContaining(strangers) },
    });
    expect(await names(former.client)).toEqual(before);
  });
});

describe('a database of a newer version', () => {
  it('is refused by name and stays as it is', async () => {
    const { url, close } = await createEmptyDatabase();
    const client = new pg.Client(url);
    await client.connect();
    try {
      await migrate(url, log);
      await client.query("INSERT INTO migrations (name, run_on) VALUES ('9999_of_the_future', now())");
      await expect(migrate(url, log)).rejects.toMatchObject({
        code: 'SCHEMA_UNKNOWN',
        message: expect.stringContaining('9999_of_the_future'),
      });
    } finally {
      await client.end();
      await close();
    }
  });
});
