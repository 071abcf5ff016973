import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** What export and erasure rely on, also for tables that come later. */
describe('tables that refer to a person', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  it('do so by a column subscriber_id, whose rows go with the subscriber', async () => {
    const { rows } = await test.database.query<{ name: string; deleted: string }>(
      `SELECT format('%s.%s', c.relname, a.attname) AS name, k.confdeltype AS deleted
         FROM pg_constraint k
         JOIN pg_class c ON c.oid = k.conrelid
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
        WHERE k.contype = 'f' AND k.confrelid = 'subscribers'::regclass`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ name, deleted }) => !name.endsWith('.subscriber_id') || deleted !== 'c')).toEqual(
      [],
    );
  });

  it('have no column subscriber_id without such a key, but where triggers do as it does', async () => {
    const { rows } = await test.database.query<{ name: string }>(
      `SELECT c.relname AS name
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname = 'subscriber_id' AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
          AND NOT EXISTS (SELECT FROM pg_constraint k
                           WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))`,
    );
    // test/store/deliveries/named-rows.test.ts holds them to it.
    expect(rows.map(({ name }) => name).sort()).toEqual(['deliveries', 'delivery_orders', 'reader_times']);
  });
});
