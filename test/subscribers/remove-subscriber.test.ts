import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables, keyring, rowOf, setState, signUp } from './signed-up.js';

const now = new Date();
const address = 'Jörg.Reader@example.org';
const key = 'jörg.reader@example.org';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(() => emptyTables(database));
afterAll(() => test.close());

const suppressions = async () =>
  (await database.query('SELECT address_hash, reason, note FROM suppressions')).rows;

/** The tables of every schema in which some column's text, or some column's octets, hold the word. */
async function tablesThatHold(word: string): Promise<readonly string[]> {
  const { rows: columns } = await database.query<{ table: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS table, quote_ident(column_name) AS column
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const holding = new Set<string>();
  for (const { table, column } of columns) {
    const { rows } = await database.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table} WHERE strpos(lower(${column}::text), $1) > 0
                      OR strpos(lower(${column}::text), $2) > 0) AS found`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rows[0]?.found === true) holding.add(table);
  }
  return [...holding].sort();
}

/** A reader with a row in every table that can hold something of a person. */
async function readerWithHistory(): Promise<number> {
  await signUp(database, address, now);
  const { id } = await rowOf(database, key);
  await confirmSubscription(database, {
    subscriberId: id,
    serial: 1,
    via: 'link',
    clientHash: Buffer.from(key),
    now,
  });
  await unsubscribe(database, { subscriberId: id, via: 'link', now });
  await database.query('UPDATE notices SET reply_text = $1, reason = $1', [`550 no mailbox ${key}`]);
  await database.query(
    `WITH digest AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
       VALUES ('daily', '2026-03-23', '2026-03-23', 'upvotes', now()) RETURNING id
     ), slice AS (INSERT INTO slices (digest_id) SELECT id FROM digest RETURNING id, digest_id)
     INSERT INTO deliveries (digest_id, slice_id, subscriber_id, reply_text)
     SELECT digest_id, id, $1, $2 FROM slice`,
    [id, `550 no mailbox ${key}`],
  );
  for (const spelling of [address, key, key.toUpperCase().replace('EXAMPLE.ORG', 'example.org')]) {
    await requestSubscription(database, { address: spelling, via: 'form', clientHash: null });
  }
  return id;
}

describe('removeSubscriber', () => {
  it('leaves nothing of the address in any column of any table but its keyed hash', async () => {
    const id = await readerWithHistory();
    expect(await tablesThatHold('reader@example.org')).toEqual([
      'public.consents',
      'public.deliveries',
      'public.notices',
      'public.signups',
      'public.subscribers',
    ]);
    expect(await removeSubscriber(database, keyring, id)).toBe(true);
    for (const word of ['jörg', 'reader@example.org', 'example.org']) {
      expect(await tablesThatHold(word)).toEqual([]);
    }
    expect(await suppressions()).toEqual([
      { address_hash: addressHash(keyring, address), reason: 'erased', note: null },
    ]);
  });

  it('leaves the requests of others', async () => {
    const id = await readerWithHistory();
    for (const other of ['a-jörg.reader@example.org', 'jörg.reader@mail.example.org', 'reader@example.org']) {
      await requestSubscription(database, { address: other, via: 'form', clientHash: null });
    }
    await removeSubscriber(database, keyring, id);
    const { rows } = await database.query('SELECT address FROM signups');
    expect(rows).toHaveLength(3);
  });

  it('answers false where there is nobody, and may be repeated', async () => {
    const id = await readerWithHistory();
    expect(await removeSubscriber(database, keyring, id + 1)).toBe(false);
    expect(await removeSubscriber(database, keyring, id)).toBe(true);
    expect(await removeSubscriber(database, keyring, id)).toBe(false);
    expect(await suppressions()).toHaveLength(1);
  });

  it.each([
    ['bounced', 'bounced'],
    ['complained', 'complained'],
    ['active', 'erased'],
    ['unsubscribed', 'erased'],
  ])('of a reader who is %s keeps the reason %s', async (state, reason) => {
    const id = await readerWithHistory();
    await setState(database, id, state);
    await removeSubscriber(database, keyring, id);
    expect(await suppressions()).toMatchObject([{ reason }]);
  });

  it('does not soften a reason that is there', async () => {
    const id = await readerWithHistory();
    await database.query("INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'complained')", [
      addressHash(keyring, address),
    ]);
    await removeSubscriber(database, keyring, id);
    expect(await suppressions()).toMatchObject([{ reason: 'complained' }]);
  });

  it('stops an import, but not the person, who is a reader like any other after confirming', async () => {
    const id = await readerWithHistory();
    await removeSubscriber(database, keyring, id);
    const [line] = await addSubscribers(database, keyring, [address], { via: 'import', now });
    expect(line?.result).toBe('refused');
    expect(await signUp(database, address, now)).toBe(1);
    const back = await rowOf(database, key);
    expect(back.id).not.toBe(id);
    const answer = await confirmSubscription(database, {
      subscriberId: back.id,
      serial: 1,
      via: 'link',
      clientHash: null,
      now,
    });
    expect(answer).toBe('confirmed');
    expect(await suppressions()).toEqual([]);
  });
});
