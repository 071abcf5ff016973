import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATION_LOCK, migrate } from '../../src/store/migrate.js';
import { createEmptyDatabase, createTestDatabase } from '../support/database.js';

const log = pino({ level: 'silent' });

describe('migrate', () => {
  let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;
  beforeAll(async () => {
    empty = await createEmptyDatabase();
  });
  afterAll(() => empty.close());

  it('lets concurrent starts wait: each migration is applied by one of them, in order', async () => {
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(empty.url, log)));
    const names = applied.flat();
    expect(names.length).toBeGreaterThanOrEqual(4);
    expect(names).toEqual([...names].sort());
    expect(applied.filter((list) => list.length > 0)).toHaveLength(1);
    expect(await migrate(empty.url, log)).toEqual([]);
  });

  it('waits for the lock of its runner, as versions of before do', () => {
    expect(MIGRATION_LOCK).toBe(PG_MIGRATE_LOCK_ID);
  });

  it('says that nothing answers', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/none', log)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
  });

  it('keeps nothing of a migration that fails and says why', async () => {
    const other = await createEmptyDatabase();
    const client = new pg.Client(other.url);
    await client.connect();
    try {
      await client.query('CREATE TABLE observations (unexpected integer)');
      await expect(migrate(other.url, log)).rejects.toMatchObject({
        code: 'MIGRATION_FAILED',
        message: expect.stringContaining('observations'),
      });
      const { rows } = await client.query("SELECT to_regclass('papers') AS papers");
      expect(rows).toEqual([{ papers: null }]);
    } finally {
      await client.end();
      await other.close();
    }
  });
});

describe('createTestDatabase', () => {
  it('gives each caller a migrated database of its own', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      await one.database.query("INSERT INTO papers (id, title, abstract) VALUES ('p', 't', 'a')");
      const { rows } = await two.database.query('SELECT count(*) AS papers FROM papers');
      expect(rows).toEqual([{ papers: 0 }]);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });
});
