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
  // A digest that is half sent, in slices of a hundred: what is read from end to end shows where there is something.
  await fresh.database.query(
    `WITH digest AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       VALUES ('daily', '2026-03-23', '2026-03-23', 'upvotes', now(), now()) RETURNING id
     ), made AS (
       INSERT INTO slices (digest_id, settled_at)
       SELECT id, CASE WHEN n <= 100 THEN now() END FROM digest, generate_series(1, 200) AS n ORDER BY n
       RETURNING id, digest_id, settled_at
     ), numbered AS (
       SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM made
     )
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state)
     SELECT m.digest_id, s.id, m.id, CASE WHEN m.settled_at IS NULL THEN 'pending' ELSE 'sent' END
       FROM numbered m JOIN subscribers s ON (s.id - (SELECT min(id) FROM subscribers)) / 100 = m.place`,
  );
  await fresh.database.query('ANALYZE subscribers, slices, deliveries, digests');
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
