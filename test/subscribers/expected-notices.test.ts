import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { claimNotice } from '../../src/store/deliveries/notice-ledger.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables, keyring, minutesAfter, rowOf, signUp } from './signed-up.js';

const now = new Date();
const address = 'reader@example.org';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(async () => {
  await emptyTables(database);
  await signUp(database, address, now);
});
afterAll(() => test.close());

/** Every notice that waits, with what sending makes of it. */
async function claimAll(): Promise<readonly string[]> {
  const claimed: string[] = [];
  for (;;) {
    const notice = await claimNotice(database, now);
    if (notice === null) return claimed;
    claimed.push(`${notice.kind} ${notice.serial} ${notice.state}`);
  }
}

async function confirmAndLeave(): Promise<number> {
  const { id } = await rowOf(database, address);
  await confirmSubscription(database, { subscriberId: id, serial: 1, via: 'link', clientHash: null, now });
  await unsubscribe(database, { subscriberId: id, via: 'link', now });
  return id;
}

it('a first request is mailed', async () => {
  expect(await claimAll()).toEqual(['confirmation 1 sending']);
});

it('a goodbye is mailed, what was overtaken by leaving is not', async () => {
  await confirmAndLeave();
  expect(await claimAll()).toEqual(['confirmation 1 skipped', 'welcome 1 skipped', 'goodbye 2 sending']);
});

it('the request of someone who left is mailed', async () => {
  await confirmAndLeave();
  await claimAll();
  expect(await signUp(database, address, minutesAfter(now, 60))).toBe(1);
  expect(await claimAll()).toEqual(['confirmation 3 sending']);
});

it('the request of someone who was erased is mailed', async () => {
  await removeSubscriber(database, keyring, await confirmAndLeave());
  expect(await signUp(database, address, now)).toBe(1);
  expect(await claimAll()).toEqual(['confirmation 1 sending']);
});

it('a request from which the person turned away is not mailed', async () => {
  const { id } = await rowOf(database, address);
  await unsubscribe(database, { subscriberId: id, via: 'operator', now });
  expect(await claimAll()).toEqual(['confirmation 1 skipped']);
});
