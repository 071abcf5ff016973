import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainedDatabase } from '../../bench/scale/explained-database.js';
import { findSequentialScans } from '../../bench/scale/hot-statements.js';
import type { PreparedStatement, Queryable } from '../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let fresh: TestDatabase;
const row = { id: 1 };

beforeAll(async () => {
  fresh = await createTestDatabase();
  await fresh.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at)
     SELECT 'reader' || n || '@example.org', 'reader' || n || '@example.org', sha256(n::text::bytea), 'active', now()
       FROM generate_series(1, 20000) AS n`,
  );
  await fresh.database.query('ANALYZE subscribers');
});
afterAll(() => fresh.close());

describe('a database that explains', () => {
  test('names the tables that are read from end to end, also inside a statement', async () => {
    const explained = explainedDatabase(fresh.database, row);
    await explained.database.query('SELECT count(*) FROM subscribers WHERE address LIKE $1', ['%7%']);
    await explained.database.query(
      `WITH found AS (SELECT id FROM subscribers WHERE created_at < $1) SELECT FROM found`,
      [new Date()],
    );
    expect(explained.takeTables()).toEqual(['subscribers']);
    expect(explained.takeTables()).toEqual([]);
  });

  test('looks at the plan that a prepared statement may be kept with', async () => {
    const explained = explainedDatabase(fresh.database, row);
    const prepared: PreparedStatement = {
      name: 'of-a-state',
      text: 'SELECT FROM subscribers WHERE state = $1',
      values: ['paused'],
    };
    await (explained.database as Queryable).query(prepared);
    expect(explained.takeTables()).toEqual(['subscribers']);
  });

  test('says nothing of what an index finds', async () => {
    const explained = explainedDatabase(fresh.database, row);
    await explained.database.query('SELECT FROM subscribers WHERE address_key = $1', ['a@example.org']);
    expect(explained.takeTables()).toEqual([]);
  });

  test('changes nothing, and answers with the row it was given', async () => {
    const explained = explainedDatabase(fresh.database, row);
    const answer = await explained.database.query("UPDATE subscribers SET state = 'paused'");
    expect(answer.rows).toEqual([row]);
    const { rows } = await fresh.database.query("SELECT FROM subscribers WHERE state = 'paused'");
    expect(rows).toEqual([]);
  });
});

test('the statements of a send can all be explained, and those of the fan-out read every subscriber', async () => {
  const scans = await findSequentialScans(fresh.database, 1);
  expect(scans.hot).toEqual([]);
  expect(
    scans.other.every(({ statement }) => ['fan out', 'open slices', 'progress'].includes(statement)),
  ).toBe(true);
});
