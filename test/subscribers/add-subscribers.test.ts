import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { consentsOf, count, emptyTables, keyring, noticesTo, rowOf, setState, signUp } from './signed-up.js';

const now = new Date();

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(() => emptyTables(database));
afterAll(() => test.close());

const add = (addresses: readonly string[], via: 'operator' | 'import' = 'import') =>
  addSubscribers(database, keyring, addresses, { via, now });
const results = async (addresses: readonly string[]) => (await add(addresses)).map(({ result }) => result);

describe('addSubscribers', () => {
  it('makes readers active at once, with a record and without a mail', async () => {
    const report = await add([
      ' Reader@Example.org ',
      'no address',
      'reader@example.org',
      'x@münchen.example',
    ]);
    const reader = await rowOf(database, 'reader@example.org');
    const other = await rowOf(database, 'x@xn--mnchen-3ya.example');
    expect(report).toEqual([
      { address: ' Reader@Example.org ', result: 'added', id: reader.id },
      { address: 'no address', result: 'invalid', id: null },
      { address: 'reader@example.org', result: 'already', id: reader.id },
      { address: 'x@münchen.example', result: 'added', id: other.id },
    ]);
    expect(reader).toMatchObject({ address: 'Reader@example.org', state: 'active', confirmed_at: now });
    expect(await consentsOf(database, reader.id)).toEqual(['added import']);
    expect(await noticesTo(database, reader.id)).toEqual([]);
  });

  it('may be repeated', async () => {
    expect(await results(['a@example.org', 'b@example.org'])).toEqual(['added', 'added']);
    expect(await results(['A@example.org', 'b@example.org'])).toEqual(['already', 'already']);
    expect(await count(database, 'subscribers')).toBe(2);
    expect(await count(database, 'consents')).toBe(2);
  });

  it.each([
    ['pending', 'already'],
    ['active', 'already'],
    ['paused', 'already'],
    ['unsubscribed', 'refused'],
    ['bounced', 'refused'],
    ['complained', 'refused'],
  ])('of a subscriber who is %s: %s', async (state, result) => {
    await signUp(database, 'reader@example.org', now);
    await setState(database, (await rowOf(database, 'reader@example.org')).id, state);
    expect(await results(['Reader@example.org'])).toEqual([result]);
    expect((await rowOf(database, 'reader@example.org')).state).toBe(state);
  });

  it.each(['bounced', 'complained', 'operator', 'erased'])(
    'refuses an address suppressed as %s',
    async (reason) => {
      await database.query('INSERT INTO suppressions (address_hash, reason) VALUES ($1, $2)', [
        addressHash(keyring, 'reader@example.org'),
        reason,
      ]);
      expect(await add(['READER@example.org', 'other@example.org'])).toMatchObject([
        { result: 'refused', id: null },
        { result: 'added' },
      ]);
    },
  );

  it('never brings back who left, also while a stranger asks for the address', async () => {
    await signUp(database, 'reader@example.org', now);
    const { id } = await rowOf(database, 'reader@example.org');
    await confirmSubscription(database, { subscriberId: id, serial: 1, via: 'link', clientHash: null, now });
    await unsubscribe(database, { subscriberId: id, via: 'one-click', now });
    expect(await signUp(database, 'reader@example.org', new Date(now.getTime() + 3_600_000))).toBe(1);
    expect(await results(['reader@example.org'])).toEqual(['refused']);
    expect((await rowOf(database, 'reader@example.org')).state).toBe('unsubscribed');
  });

  it('takes thousands, each with its own line', async () => {
    const addresses = Array.from({ length: 12_000 }, (_, index) => `reader${index % 11_000}@example.org`);
    const report = await add(addresses);
    expect(report.map(({ address }) => address)).toEqual(addresses);
    expect(report.slice(0, 11_000).every(({ result }) => result === 'added')).toBe(true);
    expect(report.slice(11_000).every(({ result }) => result === 'already')).toBe(true);
    expect(await count(database, 'subscribers')).toBe(11_000);
    expect(await count(database, 'consents')).toBe(11_000);
  });

  it('adds once when lists in opposite order come in at once', async () => {
    const addresses = Array.from({ length: 4_000 }, (_, index) => `reader${index}@example.org`);
    const reports = await Promise.all([
      add(addresses),
      add(addresses.toReversed()),
      add(addresses),
      add(addresses.toReversed()),
    ]);
    const all = reports.flat();
    expect(all.filter(({ result }) => result === 'added')).toHaveLength(4_000);
    expect(all.filter(({ result }) => result === 'already')).toHaveLength(12_000);
    expect(await count(database, 'consents')).toBe(4_000);
  });

  it('does not bring back an address that is being erased at that very moment', async () => {
    for (let round = 0; round < 15; round += 1) {
      await emptyTables(database);
      await add(['reader@example.org']);
      const { id } = await rowOf(database, 'reader@example.org');
      const [removed] = await Promise.all([
        removeSubscriber(database, keyring, id),
        ...Array.from({ length: 6 }, () => add(['reader@example.org'])),
      ]);
      expect(removed).toBe(true);
      expect(await count(database, 'subscribers')).toBe(0);
    }
  });
});
