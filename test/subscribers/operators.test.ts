import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { findSubscriber, listSubscribers } from '../../src/subscribers/operators.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keyring, rowOf, setState } from './signed-up.js';

const now = new Date();

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  const addresses = [
    ...Array.from({ length: 600 }, (_, index) => `reader${String(index).padStart(3, '0')}@example.org`),
    'Fifty%Percent@example.net',
    'under_score@example.net',
  ];
  await addSubscribers(test.database, keyring, addresses, { via: 'operator', now });
  await setState(test.database, (await rowOf(test.database, 'reader007@example.org')).id, 'unsubscribed');
});
afterAll(() => test.close());

const list = (query: Omit<Parameters<typeof listSubscribers>[1], 'limit'>, limit = 500) =>
  listSubscribers(test.database, { ...query, limit });

describe('listSubscribers', () => {
  it('gives everyone once, page by page', async () => {
    const seen: number[] = [];
    const sizes: number[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list({ after }, 250);
      seen.push(...page.subscribers.map(({ id }) => id));
      sizes.push(page.subscribers.length);
      after = page.next;
    }
    expect(sizes).toEqual([250, 250, 102]);
    expect(new Set(seen).size).toBe(602);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it.each([
    [10_000, 500],
    [0, 1],
    [-5, 1],
    [2.9, 2],
  ])('for a limit of %d gives %i', async (limit, expected) => {
    expect((await list({}, limit)).subscribers).toHaveLength(expected);
  });

  it('ends a page that is exactly full without another', async () => {
    expect((await list({ query: 'example.net' }, 2)).next).toBeNull();
  });

  it.each([
    ['reader00', 10],
    ['READER00', 10],
    [' example.net ', 2],
    ['Y%p', 1],
    ['r_s', 1],
    ['example', 500],
    // Of fewer than three characters an address has to begin with them.
    ['%', 0],
    ['_', 0],
    ['\\', 0],
    ['fi', 1],
    ['u', 1],
    ['if', 0],
    ["'", 0],
    ['nobody', 0],
  ])('finds %j in %i addresses', async (query, expected) => {
    expect((await list({ query })).subscribers).toHaveLength(expected);
  });

  it('filters by state', async () => {
    const { subscribers, next } = await list({ state: 'unsubscribed' });
    expect(subscribers).toMatchObject([{ address: 'reader007@example.org', state: 'unsubscribed' }]);
    expect(next).toBeNull();
    expect((await list({ state: 'pending' })).subscribers).toEqual([]);
  });
});

describe('findSubscriber', () => {
  it('finds who moved by the new address and no longer by the former one', async () => {
    const [added] = await addSubscribers(test.database, keyring, ['former@moves.example'], {
      via: 'operator',
      now,
    });
    await test.database.query("UPDATE subscribers SET address_key = 'wanted@moves.example' WHERE id = $1", [
      added?.id,
    ]);
    expect((await list({ query: 'former@' })).subscribers).toEqual([]);
    expect((await list({ query: 'wanted@' })).subscribers).toHaveLength(1);
    await test.database.query('DELETE FROM subscribers WHERE id = $1', [added?.id]);
    expect((await list({ query: 'moves.example' })).subscribers).toEqual([]);
  });

  it('finds by id and by any spelling of the address', async () => {
    const byAddress = await findSubscriber(test.database, { address: ' FIFTY%percent@EXAMPLE.net' });
    expect(byAddress).toEqual({
      id: expect.any(Number),
      address: 'Fifty%Percent@example.net',
      addressVersion: 0,
      state: 'active',
      confirmSerial: 0,
      confirmedAt: now,
      stateChangedAt: now,
      createdAt: now,
    });
    expect(await findSubscriber(test.database, { id: byAddress?.id ?? 0 })).toEqual(byAddress);
  });

  it.each([{ id: 0 }, { address: 'nobody@example.org' }, { address: 'no address' }])(
    '%j: null',
    async (by) => {
      expect(await findSubscriber(test.database, by)).toBeNull();
    },
  );
});
