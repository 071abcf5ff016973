import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSchedulesLock, withSweepLock } from '../../src/store/advisory-locks.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

let test: TestDatabase;
let other: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  other = openDatabase({ url: test.url, onError: () => undefined });
});
afterAll(async () => {
  await other.end();
  await test.close();
});

describe('withSweepLock', () => {
  it('lets one sweep run and turns the other away', async () => {
    const inner: boolean[] = [];
    const outer = await withSweepLock(test.database, async () => {
      inner.push(await withSweepLock(other, () => Promise.resolve()));
    });
    expect({ outer, inner }).toEqual({ outer: true, inner: [false] });
    expect(await withSweepLock(other, () => Promise.resolve())).toBe(true);
  });

  it('is free again after a failure, and when its connection was cut', async () => {
    await expect(withSweepLock(test.database, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    const cut = withSweepLock(test.database, async () => {
      await other.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'`);
      await waitFor('the lock to be free', async () => {
        const { rowCount } = await other.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`);
        return rowCount === 0;
      });
    });
    expect(await cut).toBe(true);
    expect(await withSweepLock(other, () => Promise.resolve())).toBe(true);
  });
});

describe('withSchedulesLock', () => {
  it('runs one after the other', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await test.database.query('SELECT 1');
      order.push(`${name} ends`);
    };
    await Promise.all([
      withSchedulesLock(test.database, work('a')),
      withSchedulesLock(other, work('b')),
      withSchedulesLock(other, work('c')),
    ]);
    for (let index = 0; index < order.length; index += 2) {
      expect(order[index + 1]).toBe(order[index]?.replace('begins', 'ends'));
    }
    expect(order).toHaveLength(6);
  });
});
