import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { forgetUnconfirmed } from '../../src/subscribers/forget-unconfirmed.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { tablesThatHold } from '../support/holding-places.js';
import { emptyTables, rowOf, signUp } from './signed-up.js';

const DAY = 86_400_000;
const start = new Date('2026-03-23T08:00:00Z');
const after = (days: number) => new Date(start.getTime() + days * DAY);

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(() => emptyTables(database));
afterAll(() => test.close());

/** As if the confirmation had been sent. */
async function asked(address: string, at: Date): Promise<number> {
  await signUp(database, address, at);
  await database.query("UPDATE notices SET state = 'sent'");
  return (await rowOf(database, address)).id;
}

describe('forgetUnconfirmed', () => {
  it('forgets an address that was never confirmed, a day after its link has expired', async () => {
    await asked('entered@example.org', start);
    expect(await forgetUnconfirmed(database, after(7.9))).toBe(0);
    expect(await forgetUnconfirmed(database, after(8.1))).toBe(1);
    expect(await tablesThatHold(database, 'entered@example.org')).toEqual([]);
    expect(await forgetUnconfirmed(database, after(8.1))).toBe(0);
  });

  it('counts from the last link', async () => {
    await asked('twice@example.org', start);
    await asked('twice@example.org', after(3));
    expect(await forgetUnconfirmed(database, after(9))).toBe(0);
    expect(await forgetUnconfirmed(database, after(11.1))).toBe(1);
  });

  it('leaves a confirmation that still waits to be sent', async () => {
    await signUp(database, 'waiting@example.org', start);
    expect(await forgetUnconfirmed(database, after(30))).toBe(0);
  });

  it('leaves who confirmed, and who left after that', async () => {
    const ids = [await asked('stays@example.org', start), await asked('left@example.org', start)];
    for (const subscriberId of ids) {
      const confirmation = { subscriberId, serial: 1, via: 'link', clientHash: null, now: start } as const;
      expect(await confirmSubscription(database, confirmation)).toBe('confirmed');
    }
    await unsubscribe(database, { subscriberId: ids[1] ?? 0, via: 'one-click', now: start });
    expect(await forgetUnconfirmed(database, after(400))).toBe(0);
  });

  it('lets the address be entered again', async () => {
    await asked('again@example.org', start);
    await forgetUnconfirmed(database, after(9));
    expect(await signUp(database, 'again@example.org', after(9))).toBe(1);
    expect((await rowOf(database, 'again@example.org')).state).toBe('pending');
  });
});
