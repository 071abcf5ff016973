import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { redactErased } from '../../src/subscribers/redact-erased.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { requestAddressChange } from '../../src/subscribers/request-address-change.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { tablesThatHold } from '../support/holding-places.js';
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
  await database.query(
    `INSERT INTO feedback (content_hash, source, class, reply, reason, rule, evidence, effect, subscriber_id,
                           excerpt, occurred_at, received_at)
     SELECT content::bytea, 'smtp', 'none', $2, 'none', 'none', 'none', 'none', subscriber, $2, now(), now()
       FROM (VALUES ('one', $1::bigint), ('two', NULL)) AS report (content, subscriber)`,
    [id, `550 no mailbox <${address}>`],
  );
  await database.query(
    "INSERT INTO suppression_lifts (address_hash, former_reason, reason, at) VALUES ($1, 'bounced', $2, now())",
    [addressHash(keyring, address), `${address} asked for it`],
  );
  for (const spelling of [address, key, key.toUpperCase().replace('EXAMPLE.ORG', 'example.org')]) {
    await requestSubscription(database, { address: spelling, via: 'form', clientHash: null });
  }
  return id;
}

describe('removeSubscriber', () => {
  it('leaves nothing of the address in any column of any table but its keyed hash', async () => {
    const id = await readerWithHistory();
    expect(await tablesThatHold(database, 'reader@example.org')).toEqual([
      'public.address_search',
      'public.consents',
      'public.deliveries',
      'public.feedback',
      'public.notices',
      'public.signups',
      'public.subscribers',
      'public.suppression_lifts',
    ]);
    expect(await removeSubscriber(database, keyring, id)).toBe(true);
    expect(await tablesThatHold(database, 'reader@example.org')).toEqual([
      'public.feedback',
      'public.redactions',
    ]);
    expect(await redactErased(database)).toBe(1);
    for (const word of ['jörg', 'reader@example.org', 'example.org']) {
      expect(await tablesThatHold(database, word)).toEqual([]);
    }
    const { rows } = await database.query('SELECT count(*) AS n FROM feedback');
    expect(rows).toEqual([{ n: 1 }]);
    expect(await suppressions()).toEqual([
      { address_hash: addressHash(keyring, address), reason: 'erased', note: null },
    ]);
  });

  it('has texts looked through for the address that they wished to move to, where it is nobody else’s', async () => {
    const quoted = (wanted: string) =>
      database.query(
        `INSERT INTO feedback (content_hash, source, class, reason, rule, evidence, effect, excerpt, occurred_at, received_at)
         VALUES ($1::text::bytea, 'smtp', 'none', 'none', 'none', 'none', 'none', $1::text, now(), now())`,
        [`550 no mailbox <${wanted}>`],
      );
    const other = 'other@example.net';
    await signUp(database, other, now);
    await database.query(
      `WITH list AS (INSERT INTO imports (name, state, actor_name, created_at, touched_at)
                     VALUES ('list', 'mapping', 'ada', now(), now()) RETURNING id)
       INSERT INTO import_lines (import_id, line, file_line, fields)
       SELECT id, 1, 2, '["wanted@example.net", "unsubscribed"]' FROM list`,
    );
    for (const [wanted, stays] of [
      ['Wanted@example.net', 0],
      [other, 1],
    ] as const) {
      await signUp(database, address, now);
      const { id } = await rowOf(database, key);
      await setState(database, id, 'active');
      await quoted(wanted);
      expect(await requestAddressChange(database, keyring, { subscriberId: id, address: wanted, now })).toBe(
        true,
      );
      await removeSubscriber(database, keyring, id);
      await redactErased(database);
      const { rows } = await database.query(
        'SELECT FROM feedback WHERE strpos(lower(excerpt), lower($1)) > 0',
        [wanted],
      );
      expect(rows, wanted).toHaveLength(stays);
    }
    // A wish is no proof: what a list says of the address stays, or anybody could strike others off it.
    expect((await database.query('SELECT FROM import_lines')).rows).toHaveLength(1);
    await database.query('DELETE FROM imports');
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

  it('does not soften a reason that is there, and keeps no note beside it', async () => {
    const id = await readerWithHistory();
    await database.query(
      "INSERT INTO suppressions (address_hash, reason, note) VALUES ($1, 'complained', $2)",
      [addressHash(keyring, address), `${address} wrote to us`],
    );
    await removeSubscriber(database, keyring, id);
    expect(await suppressions()).toMatchObject([{ reason: 'complained', note: null }]);
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
