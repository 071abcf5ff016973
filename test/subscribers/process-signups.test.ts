import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { consentWordings } from '../../src/subscribers/consent-wording.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  consentsOf,
  count,
  emptyTables,
  keyring,
  limits,
  minutesAfter,
  noticesTo,
  rowOf,
  setState,
  signUp,
} from './signed-up.js';

const now = new Date();

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(() => emptyTables(database));
afterAll(() => test.close());

const process = (over: Partial<typeof limits> = {}, at = now) =>
  processSignups(database, { keyring, now: at, limits: { ...limits, ...over } });

const ask = (...addresses: readonly string[]) =>
  Promise.all(
    addresses.map((address) => requestSubscription(database, { address, via: 'api', clientHash: null })),
  );

describe('processSignups', () => {
  it('keeps nobody waiting for a request that cannot be decided', async () => {
    await database.query(`
      CREATE FUNCTION curse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.address LIKE 'cursed@%' THEN RAISE EXCEPTION 'cursed'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER curse BEFORE INSERT ON subscribers FOR EACH ROW EXECUTE FUNCTION curse()`);
    try {
      await ask('one@example.org', 'two@example.com', 'cursed@example.net', 'three@example.edu');
      const codes: string[] = [];
      const written = await processSignups(database, {
        ...{ keyring, now, limits, onPassedOver: (code: string) => void codes.push(code) },
      });
      expect({ written, codes }).toEqual({ written: 3, codes: ['P0001'] });
    } finally {
      await database.query('DROP TRIGGER curse ON subscribers; DROP FUNCTION curse()');
    }
    expect(await process()).toBe(1);
  });

  it('makes a new address pending, with one confirmation and a record of what was asked', async () => {
    const clientHash = Buffer.alloc(32, 9);
    await requestSubscription(database, { address: 'Reader@example.org', via: 'form', clientHash });
    expect(await process()).toBe(1);
    const row = await rowOf(database, 'reader@example.org');
    expect(row).toMatchObject({ address: 'Reader@example.org', state: 'pending', confirm_serial: 1 });
    expect(row.confirmed_at).toBeNull();
    expect(await noticesTo(database, row.id)).toEqual(['confirmation 1']);
    expect(await consentsOf(database, row.id)).toEqual([`requested form ${consentWordings.en.id}`]);
    const { rows } = await database.query('SELECT client_hash FROM consents');
    expect(rows).toEqual([{ client_hash: clientHash }]);
    expect(await count(database, 'signups')).toBe(0);
  });

  it('asks someone who is pending again after ten minutes, with a new serial', async () => {
    await signUp(database, 'reader@example.org', now);
    expect(await signUp(database, 'reader@example.org', minutesAfter(now, 9))).toBe(0);
    expect(await signUp(database, 'READER@example.org', minutesAfter(now, 11))).toBe(1);
    const row = await rowOf(database, 'reader@example.org');
    expect(row).toMatchObject({ address: 'reader@example.org', state: 'pending', confirm_serial: 2 });
    expect(await noticesTo(database, row.id)).toEqual(['confirmation 1', 'confirmation 2']);
    expect(await consentsOf(database, row.id)).toHaveLength(2);
  });

  it('asks someone who left, who stays unsubscribed until the button is pressed', async () => {
    await signUp(database, 'reader@example.org', now);
    const { id } = await rowOf(database, 'reader@example.org');
    await setState(database, id, 'unsubscribed');
    expect(await signUp(database, 'reader@example.org', minutesAfter(now, 11))).toBe(1);
    expect(await rowOf(database, 'reader@example.org')).toMatchObject({
      state: 'unsubscribed',
      confirm_serial: 2,
    });
    expect(await noticesTo(database, id)).toEqual(['confirmation 1', 'confirmation 2']);
  });

  it.each(['active', 'paused'])('sends nothing to a reader who is %s', async (state) => {
    await signUp(database, 'reader@example.org', now);
    const { id } = await rowOf(database, 'reader@example.org');
    await setState(database, id, state);
    expect(await signUp(database, 'reader@example.org', minutesAfter(now, 60))).toBe(0);
    expect(await rowOf(database, 'reader@example.org')).toMatchObject({ state, confirm_serial: 1 });
    expect(await noticesTo(database, id)).toHaveLength(1);
    expect(await consentsOf(database, id)).toHaveLength(1);
    expect(await count(database, 'signups')).toBe(0);
  });

  it.each([
    ['bounced', 1],
    ['complained', 1],
    ['operator', 0],
    ['erased', 1],
  ])('of an address suppressed as %s writes %i confirmations', async (reason, expected) => {
    await signUp(database, 'reader@example.org', now);
    await database.query(
      `WITH gone AS (DELETE FROM subscribers RETURNING address_hash),
            uncounted AS (DELETE FROM signup_counts)
       INSERT INTO suppressions (address_hash, reason) SELECT address_hash, $1 FROM gone`,
      [reason],
    );
    expect(await signUp(database, 'Reader@example.org', now)).toBe(expected);
    expect(await count(database, 'subscribers')).toBe(expected);
    expect(await count(database, 'signups')).toBe(0);
  });

  it('lets requests over a limit wait and goes on with the others', async () => {
    await ask('a@x.example', 'b@x.example', 'c@x.example', 'a@y.example');
    expect(await process({ perDomainHour: 2 })).toBe(3);
    expect(await count(database, 'signups')).toBe(1);
    expect(await process({ perDomainHour: 2 }, minutesAfter(now, 59))).toBe(0);
    expect(await process({ perDomainHour: 2 }, minutesAfter(now, 61))).toBe(1);
    expect(await count(database, 'signups')).toBe(0);
    expect(await count(database, 'subscribers')).toBe(4);
  });

  it('counts all confirmations of an hour', async () => {
    await ask('a@x.example', 'b@y.example', 'c@z.example');
    expect(await process({ overallHour: 2 })).toBe(2);
    expect(await process({ overallHour: 2 }, minutesAfter(now, 30))).toBe(0);
    expect(await process({ overallHour: 2 }, minutesAfter(now, 61))).toBe(1);
  });

  it('counts the confirmations to one address of a day', async () => {
    for (const minutes of [0, 20, 40]) {
      expect(await signUp(database, 'reader@example.org', minutesAfter(now, minutes))).toBe(1);
    }
    expect(await signUp(database, 'reader@example.org', minutesAfter(now, 60))).toBe(0);
    expect(await count(database, 'signups')).toBe(1);
    expect(await process({}, minutesAfter(now, 60 * 23))).toBe(0);
    expect(await process({}, minutesAfter(now, 60 * 24 + 1))).toBe(1);
  });

  it('drops what has waited for a day, but not before it was looked at once', async () => {
    await ask('a@x.example', 'b@x.example');
    expect(await process({ perDomainHour: 1 }, minutesAfter(now, 60 * 25))).toBe(1);
    expect(await count(database, 'signups')).toBe(0);
    expect(await count(database, 'subscribers')).toBe(1);
  });

  it('reaches requests that lie behind many that wait', async () => {
    const flood = Array.from({ length: 1_200 }, (_, index) => `reader${index}@flooded.example`);
    await database.query(
      "INSERT INTO signups (address, via, wording) SELECT unnest($1::text[]), 'form', 'form-1'",
      [flood],
    );
    await ask('reader@example.org');
    expect(await process({ perDomainHour: 5 })).toBe(6);
    expect(await count(database, 'signups')).toBe(1_195);
    expect((await rowOf(database, 'reader@example.org')).state).toBe('pending');
  });
});

describe('many at once', () => {
  it('50 requests of one address, in any case, give one subscriber and one confirmation', async () => {
    const spellings = ['reader@example.org', 'Reader@example.org', 'READER@example.org'];
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        await ask(spellings[index % 3] ?? '');
        await process();
      }),
    );
    expect(await count(database, 'signups')).toBe(0);
    expect(await count(database, 'subscribers')).toBe(1);
    expect(await count(database, 'notices')).toBe(1);
    expect(await count(database, 'consents')).toBe(1);
  });

  it('workers side by side lose and double nothing, and keep the limits together', async () => {
    const addresses = Array.from(
      { length: 3_000 },
      (_, index) => `Reader${index % 1_500}@d${index % 3}.example`,
    );
    const insertion = database.query(
      "INSERT INTO signups (address, via, wording) SELECT unnest($1::text[]), 'form', 'form-1'",
      [addresses],
    );
    await insertion;
    const written = await Promise.all(Array.from({ length: 4 }, () => process({ perDomainHour: 450 })));
    expect(written.reduce((sum, each) => sum + each, 0)).toBe(1_350);
    expect(await count(database, 'subscribers')).toBe(1_350);
    expect(await count(database, 'notices')).toBe(1_350);
    expect(await count(database, 'consents')).toBe(1_350);
    const { rows } = await database.query(
      'SELECT domain, count(*) AS n FROM notices GROUP BY domain ORDER BY domain',
    );
    expect(rows).toEqual(['d0.example', 'd1.example', 'd2.example'].map((domain) => ({ domain, n: 450 })));
    expect(await process({}, minutesAfter(now, 1))).toBe(150);
    expect(await count(database, 'signups')).toBe(0);
  });
});
