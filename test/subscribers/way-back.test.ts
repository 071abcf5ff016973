import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { claimNotice } from '../../src/store/deliveries/notice-ledger.js';
import { suppressBounced, suppressComplained } from '../../src/store/feedback/feedback-effects.js';
import { readHistory } from '../../src/store/subscribers/history.js';
import { suppressAddress } from '../../src/store/subscribers/suppressions.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { linkStanding } from '../../src/subscribers/link-standing.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables, keyring, minutesAfter, rowOf, signUp } from './signed-up.js';

const start = new Date('2026-03-02T08:00:00Z');
const day = (number: number) => minutesAfter(start, number * 24 * 60);
const address = 'reader@example.org';

let test: TestDatabase;
let database: Database;
let id: number;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(async () => {
  await emptyTables(database);
  await signUp(database, address, start);
  id = (await rowOf(database, address)).id;
});
afterAll(() => test.close());

const confirm = async (at: Date, serial?: number) => {
  const { id: subscriberId, confirm_serial } = await rowOf(database, address);
  const change = {
    subscriberId,
    serial: serial ?? confirm_serial,
    via: 'link',
    clientHash: null,
    now: at,
  } as const;
  return confirmSubscription(database, change);
};
const standing = async () => {
  const { rows } = await database.query<{ state: string; reason: string | null }>(
    `SELECT state, (SELECT reason FROM suppressions x WHERE x.address_hash = s.address_hash) AS reason
       FROM subscribers s`,
  );
  return rows[0];
};
const lifts = async () => {
  const history = await readHistory(
    database,
    { subscriberId: id, addressHash: addressHash(keyring, address) },
    100,
  );
  return history.filter(({ kind }) => kind === 'lift').map(({ facts }) => facts);
};
/** What a worker finds to send, and may: the kind and the serial. */
const mails = async (at: Date) => {
  const found: string[] = [];
  for (let mail = await claimNotice(database, at); mail !== null; mail = await claimNotice(database, at)) {
    if (mail.state === 'sending') found.push(`${mail.kind} ${mail.serial}`);
  }
  return found;
};

describe('a reader who bounced', () => {
  beforeEach(async () => {
    await confirm(day(1));
    await mails(day(1));
    await suppressBounced(database, [id], day(10));
  });

  it('is asked once a week, stays out of the mailing till then, and is back with the confirmation', async () => {
    expect(await signUp(database, address, day(11))).toBe(1);
    expect(await standing()).toEqual({ state: 'bounced', reason: 'bounced' });
    expect(await mails(day(11))).toEqual(['confirmation 2']);
    for (const days of [11.5, 14, 17.9]) expect(await signUp(database, address, day(days))).toBe(0);
    expect(await signUp(database, address, day(18))).toBe(1);
    expect(await mails(day(18))).toEqual(['confirmation 3']);
    expect(await confirm(day(18), 2)).toBe('superseded');
    expect(await confirm(day(18))).toBe('confirmed');
    expect(await standing()).toEqual({ state: 'active', reason: null });
    expect(await lifts()).toEqual([{ of: 'bounced', reason: 'reader-confirmed' }]);
  });

  it('is not brought back by a link from before, which says why', async () => {
    expect(await confirm(day(11))).toBe('gone');
    expect(await linkStanding(database, id, 1)).toEqual({ kind: 'bounced', at: day(10) });
    expect(await standing()).toEqual({ state: 'bounced', reason: 'bounced' });
  });

  it('comes back after an erasure as well, which keeps that the address bounced', async () => {
    await removeSubscriber(database, keyring, id);
    expect(await linkStanding(database, id, 1)).toEqual({ kind: 'unknown' });
    expect(await signUp(database, address, day(12))).toBe(1);
    expect(await mails(day(12))).toEqual(['confirmation 1']);
    expect(await signUp(database, address, day(13))).toBe(0);
    expect(await confirm(day(13))).toBe('confirmed');
    expect(await standing()).toEqual({ state: 'active', reason: null });
  });

  it('is dropped again when the address is dead still, and asked a week later at the earliest', async () => {
    await signUp(database, address, day(11));
    await confirm(day(11));
    await mails(day(11));
    await suppressBounced(database, [id], day(12));
    expect(await standing()).toEqual({ state: 'bounced', reason: 'bounced' });
    expect(await signUp(database, address, day(12.1))).toBe(1);
    expect(await signUp(database, address, day(13))).toBe(0);
  });
});

describe('an address whose first confirmation came back', () => {
  it('gets one more soon, and then one a week; what waited from before is not sent', async () => {
    await suppressBounced(database, [id], day(0.1));
    expect(await mails(day(0.1))).toEqual([]);
    expect(await signUp(database, address, day(0.2))).toBe(1);
    expect(await mails(day(0.2))).toEqual(['confirmation 2']);
    expect(await signUp(database, address, day(1))).toBe(0);
  });
});

describe('a reader who complained', () => {
  beforeEach(async () => {
    await confirm(day(1));
    await mails(day(1));
    await suppressComplained(database, [id], day(10));
  });

  it('stays out until they confirm a request of their own, which is mailed once in 30 days', async () => {
    expect(await linkStanding(database, id, 1)).toEqual({ kind: 'complained', at: day(10) });
    expect(await signUp(database, address, day(11))).toBe(1);
    expect(await mails(day(11))).toEqual(['confirmation 3']);
    expect(await standing()).toEqual({ state: 'complained', reason: 'complained' });
    for (const days of [12, 20, 40.9]) expect(await signUp(database, address, day(days))).toBe(0);
    expect(await confirm(day(41))).toBe('confirmed');
    expect(await standing()).toEqual({ state: 'active', reason: null });
    expect(await lifts()).toEqual([{ of: 'complained', reason: 'reader-confirmed' }]);
  });
});

describe('others', () => {
  it('who left are told when, and come back as before', async () => {
    await confirm(day(1));
    await unsubscribe(database, { subscriberId: id, via: 'link', now: day(5) });
    expect(await linkStanding(database, id, 1)).toEqual({ kind: 'left', at: day(5) });
    expect(await signUp(database, address, day(6))).toBe(1);
    expect(await linkStanding(database, id, 1)).toEqual({ kind: 'superseded' });
    expect(await linkStanding(database, id, 3)).toEqual({ kind: 'open' });
  });

  it('whom an operator keeps out are not asked, and are told so', async () => {
    await suppressAddress(database, addressHash(keyring, address), 'operator');
    expect(await signUp(database, address, day(6))).toBe(0);
    expect(await linkStanding(database, id, 1)).toMatchObject({ kind: 'stopped' });
    expect(await confirm(day(7))).toBe('gone');
  });
});
