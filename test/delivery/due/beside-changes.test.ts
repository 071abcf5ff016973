import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
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
