import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allowLongStatements,
  type KindOfWork,
  statementLimitsMs,
} from '../../src/store/connection-settings.js';
import { type Database, inTransaction, openDatabase } from '../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const kinds = Object.keys(statementLimitsMs) as KindOfWork[];
let test: TestDatabase;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  await test.database.query(`DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET statement_timeout = 1234', current_database());
    EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`);
  web = openDatabase({ url: test.url, work: 'web', onError: () => undefined });
});
afterAll(async () => {
  await web.end();
  await test.close();
});

async function limitOf(database: Pick<Database, 'query'>): Promise<number> {
  const { rows } = await database.query<{ setting: string }>(
    `SELECT setting FROM pg_settings WHERE name = 'statement_timeout'`,
  );
  return Number(rows[0]?.setting);
}

describe('limits of statements', () => {
  it.each(kinds)(
    'each connection of a pool has that of its work (%s), whatever the database says',
    async (work) => {
      const pool = openDatabase({ url: test.url, work, onError: () => undefined });
      const limits = await Promise.all([limitOf(pool), limitOf(pool), limitOf(pool)]);
      await pool.end();
      expect(limits).toEqual(Array(3).fill(statementLimitsMs[work]));
    },
  );

  it('a page gives up long before a job does', () => {
    expect(statementLimitsMs.web).toBeLessThanOrEqual(15_000);
    expect(statementLimitsMs.jobs).toBeGreaterThan(10 * 60_000);
  });

  it('a transaction may have the time of a job, and the connection has its own again after it', async () => {
    const inside = await inTransaction(web, async (client) => {
      await allowLongStatements(client);
      return limitOf(client as Database);
    });
    expect({ inside, after: await limitOf(web) }).toEqual({
      inside: statementLimitsMs.jobs,
      after: statementLimitsMs.web,
    });
  });
});

describe('connections', () => {
  const settingsOf = async (work: KindOfWork) => {
    const pool = openDatabase({ url: test.url, work, onError: () => undefined });
    try {
      const names = [
        'synchronous_commit',
        'idle_in_transaction_session_timeout',
        'tcp_keepalives_idle',
        'tcp_user_timeout',
      ];
      const { rows } = await pool.query<{ name: string; setting: string }>(
        'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
        [names],
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    } finally {
      await pool.end();
    }
  };

  it.each(kinds)('are durable and bounded, whatever the database says (%s)', async (work) => {
    const settings = await settingsOf(work);
    expect(settings).toMatchObject({
      synchronous_commit: 'on',
      tcp_keepalives_idle: '10',
      tcp_user_timeout: '30000',
    });
    expect(Number(settings['idle_in_transaction_session_timeout'])).toBeGreaterThan(0);
    expect(Number(settings['idle_in_transaction_session_timeout'])).toBeLessThanOrEqual(60_000);
  });

  it('wait for a standby as the server was told to, where that is more', async () => {
    const aside = openDatabase({ url: test.url, onError: () => undefined });
    await aside.query(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET synchronous_commit = remote_apply', current_database()); END $$`);
    await aside.end();
    expect(await settingsOf('jobs')).toMatchObject({ synchronous_commit: 'remote_apply' });
  });
});
