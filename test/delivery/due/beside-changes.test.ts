import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { inTransaction } from '../../../src/store/database.js';
import { skipDigests, writePreferences } from '../../../src/store/subscribers/preferences.js';
import { deleteSubscriber } from '../../../src/store/subscribers/subscribers.js';
import { endPause, leave } from '../../../src/store/subscribers/transitions.js';
import { putInState } from '../../support/subscriber-state.js';
import { waitFor } from '../../support/wait-for.js';
import { addDigest, addReaders, addressesOf, type DeliveryBed, openDeliveryBed } from '../delivery-bed.js';

const DUE = new Date('2026-03-25T08:00:00Z');
const NEXT_DAY = new Date('2026-03-26T08:00:00Z');
const names = ['erased', 'left', 'other-hour', 'skips-less', 'skips', 'back', 'untouched'] as const;
type Name = (typeof names)[number];

let bed: DeliveryBed;
let ids: ReadonlyMap<Name, number>;
beforeAll(async () => {
  bed = await openDeliveryBed();
  const readers = await addReaders(bed.database, addressesOf(names.length));
  ids = new Map(names.map((name, index) => [name, readers[index] ?? 0]));
  await fanOut(new Date('2026-03-24T08:00:00Z'));
  await bed.database.query("UPDATE reader_times SET due_after = '2026-03-24T08:00Z', next_due_at = $1", [
    DUE,
  ]);
  await addDueDigest('2026-03-25');
});
afterAll(() => bed.close());

const id = (name: Name): number => ids.get(name) ?? 0;

const fanOut = (now: Date) =>
  fanOutDue(bed.database, { defaults: { time: '08:00', timeZone: 'UTC' }, gather: async () => 0 }, now);

async function addDueDigest(period: string): Promise<void> {
  const digest = await addDigest(bed.database);
  await bed.database.query('UPDATE digests SET period = $2, list_date = $2 WHERE id = $1', [digest, period]);
}

/** How many digests each has; nobody is named who has none. */
async function mailed(): Promise<Partial<Record<Name, number>>> {
  const { rows } = await bed.database.query<{ subscriber_id: number; count: number }>(
    'SELECT subscriber_id, count(*) FROM deliveries GROUP BY subscriber_id',
  );
  const nameOf = new Map([...ids].map(([name, subscriber]) => [subscriber, name]));
  return Object.fromEntries(rows.map(({ subscriber_id, count }) => [nameOf.get(subscriber_id), count]));
}

/** What readers and operators do at the moment of the fan-out, in one transaction that is still open. */
async function changeAll(client: pg.PoolClient): Promise<void> {
  await deleteSubscriber(client, id('erased'));
  await leave(client, [id('left')], DUE);
  const schedule = {
    frequency: 'daily',
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    time: '20:00',
    timeZone: 'UTC',
  } as const;
  await writePreferences(client, id('other-hour'), { schedule, ruleSetId: null, language: null }, DUE);
  await skipDigests(client, id('skips-less'), 0);
  await endPause(client, id('back'), DUE);
}

it('a fan-out passes by whoever is being changed, and serves them by the next one as they are then', async () => {
  await skipDigests(bed.database, id('skips'), 1);
  await skipDigests(bed.database, id('skips-less'), 1);
  await putInState(bed.database, 'paused', [id('back')]);
  const client = await bed.database.connect();
  try {
    await client.query('BEGIN');
    await changeAll(client);
    await fanOut(DUE);
    expect(await mailed()).toEqual({ untouched: 1 });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await fanOut(DUE);
  expect(await mailed()).toEqual({ untouched: 1, 'skips-less': 1 });
  const evening = new Date('2026-03-25T20:00:00Z');
  await fanOut(evening);
  expect(await mailed()).toEqual({ untouched: 1, 'skips-less': 1, 'other-hour': 1 });
  await addDueDigest('2026-03-26');
  await fanOut(NEXT_DAY);
  expect(await mailed()).toEqual({ untouched: 2, 'skips-less': 2, 'other-hour': 1, skips: 1, back: 1 });
});

it('an erasure waits for a fan-out, and takes what that has written', async () => {
  const reader = id('untouched');
  const client = await bed.database.connect();
  try {
    await client.query('BEGIN');
    // As a fan-out holds who is due, and writes before it moves them on.
    await client.query('SELECT FROM reader_times WHERE subscriber_id = $1 FOR UPDATE', [reader]);
    const erasing = bed.database.query('DELETE FROM subscribers WHERE id = $1', [reader]);
    await waitFor('the erasure to wait', async () => {
      const { rowCount } = await bed.database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rowCount === 1;
    });
    await client.query(
      `INSERT INTO deliveries (digest_id, slice_id, subscriber_id)
       SELECT digest_id, slice_id, $1 FROM deliveries WHERE subscriber_id = $2
       ON CONFLICT (digest_id, subscriber_id) DO UPDATE SET created_at = now()`,
      [reader, id('skips')],
    );
    await client.query('COMMIT');
    await erasing;
  } finally {
    client.release();
  }
  expect(Object.keys(await mailed())).not.toContain('untouched');
  const { rowCount } = await bed.database.query('SELECT FROM reader_times WHERE subscriber_id = $1', [
    reader,
  ]);
  expect(rowCount).toBe(0);
});

/** Runs an act while a transaction holds what a statement takes; the transaction is ended by the act, or after it. */
async function beside(held: string, act: (end: () => Promise<unknown>) => Promise<unknown>): Promise<void> {
  const client = await bed.database.connect();
  try {
    await client.query('BEGIN');
    await client.query(held);
    await act(() => client.query('ROLLBACK'));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const waiting = (count: number) =>
  waitFor(`${count} statements that wait`, async () => {
    const { rowCount } = await bed.database.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rowCount === count;
  });

it('a fan-out waits for no reader whom somebody holds, be it to note their own order', async () => {
  await bed.database.query(
    `INSERT INTO tastes (subscriber_id, answers, terms, weights, likes, saved, learned_at)
     VALUES ($1, 1, '{}', '{}', '{}', '{}', now())`,
    [id('skips')],
  );
  await addDueDigest('2026-03-27');
  // As an erasure does, or a change of address.
  await beside(`SELECT FROM subscribers WHERE id = ${id('skips')} FOR UPDATE`, () =>
    fanOut(new Date('2026-03-27T08:00:00Z')),
  );
  expect(await mailed()).toMatchObject({ skips: 2, back: 2 });
  const noted = await bed.database.query('SELECT subscriber_id FROM delivery_orders');
  expect(noted.rows).toEqual([{ subscriber_id: id('skips') }]);
  await inTransaction(bed.database, (client) => deleteSubscriber(client, id('skips')));
  expect((await bed.database.query('SELECT FROM delivery_orders')).rowCount).toBe(0);
});

it('who erases a reader and who lets them leave wait for a fan-out, but not for each other in a circle', async () => {
  const reader = id('skips-less');
  await beside(`SELECT FROM reader_times WHERE subscriber_id = ${reader} FOR UPDATE`, async (end) => {
    const erasing = inTransaction(bed.database, (client) => deleteSubscriber(client, reader));
    await waiting(1);
    const leaving = leave(bed.database, [reader], NEXT_DAY);
    await waiting(2);
    await end();
    expect(await Promise.all([erasing, leaving])).toEqual(['active', []]);
  });
});

it('who changes a schedule while a fan-out has begun gets nothing by the former one', async () => {
  const [waiter, reader] = [id('other-hour'), id('back')];
  // The fan-out has read its readers, and waits before it holds them.
  await bed.database.query(
    `CREATE OR REPLACE FUNCTION clock_zone(time_zone text, local_time time, site_zone text) RETURNS text LANGUAGE plpgsql AS $$
     BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN site_zone; END $$`,
  );
  const now = new Date('2026-03-28T08:00:00Z');
  const come = (who: number, at: Date) =>
    bed.database.query('UPDATE reader_times SET next_due_at = $1 WHERE subscriber_id = $2', [at, who]);
  // The first of them, whom it holds meanwhile.
  await come(waiter, new Date('2026-03-28T07:00:00Z'));
  await come(reader, now);
  await addDueDigest('2026-03-28');
  const schedule = { frequency: 'daily', weekdays: [6], time: null, timeZone: null } as const;
  await beside('SELECT pg_advisory_xact_lock(7)', async (end) => {
    const fanningOut = fanOut(now);
    await waiting(1);
    await writePreferences(bed.database, reader, { schedule, ruleSetId: null, language: 'de' }, now);
    // As another worker does, who works out times at this moment.
    await come(reader, now);
    await end();
    await fanningOut;
  });
  const { rows } = await bed.database.query(
    'SELECT language FROM deliveries WHERE subscriber_id = $1 ORDER BY digest_id',
    [reader],
  );
  expect(rows).toEqual([{ language: 'en' }, { language: 'en' }, { language: 'de' }]);
});
