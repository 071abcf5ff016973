import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { fanOutDue } from '../../src/delivery/due/fan-out-due.js';
import { latestDuePeriod } from '../../src/model/calendar-date.js';
import { recordEntries } from '../../src/store/deliveries/delivery-ledger.js';
import { claimNotice } from '../../src/store/deliveries/notice-ledger.js';
import { leaseSlice } from '../../src/store/deliveries/slices.js';
import { noteServer } from '../../src/store/failovers.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  openDeliveryBed,
  statesOf,
} from '../delivery/delivery-bed.js';
import { emptyTables } from '../support/empty-tables.js';

let bed: DeliveryBed;
let readers: number[] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await emptyTables(
    bed.database,
    'subscribers, digests, digest_papers, papers, slices, deliveries, notices, server_timeline',
  );
  readers = await addReaders(bed.database, addressesOf(4));
  await noteServer(bed.database);
});

/** As what a standby has that took over: the row of a server of before, with the moment of its last sweep. */
const takeOver = (identifier = 'server_identifier()') =>
  bed.database.query(
    `UPDATE server_timeline SET timeline = 'FFFFFFFF', seen_at = now() - interval '20 seconds', identifier = ${identifier}`,
  );
const markOf = (digest: number, slice: number, index: number) => ({
  ...{ digestId: digest, subscriberId: readers[index] ?? 0, fence: 0, sliceId: slice, lease: 'mine' },
});
const record = (digest: number, slice: number, index: number) =>
  recordEntries(bed.database, {
    ...{ settled: [], marks: [markOf(digest, slice, index)], unsent: [], repeated: false, now: bed.now },
  });

describe('a server', () => {
  it('that is the same is noted and nothing more', async () => {
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    expect(await noteServer(bed.database)).toBeNull();
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 4 });
  });

  it('that took over sends nothing until it was noticed, and then nothing that may have been sent', async () => {
    const digest = await addDigest(bed.database);
    const paused = await addDigest(bed.database);
    const [slice = 0] = await fanOut(bed.database, digest);
    await fanOut(bed.database, paused);
    await bed.database.query(`UPDATE digests SET paused_at = now(), paused_by = 'operator' WHERE id = $1`, [
      paused,
    ]);
    await leaseSlice(bed.database, { sliceId: slice, lease: 'mine', abandoned: 'uncertain', now: bed.now });
    expect(await record(digest, slice, 0)).toHaveLength(1);
    await bed.database.query(
      `INSERT INTO notices (kind, subscriber_id, serial, domain) VALUES ('welcome', $1, 0, 'example.net')`,
      [readers[1]],
    );
    // One is put off until tomorrow, and was not on its way.
    await bed.database.query(
      `UPDATE deliveries SET state = 'deferred', next_attempt_at = now() + interval '1 day'
        WHERE digest_id = $1 AND subscriber_id = $2`,
      [digest, readers[3]],
    );
    await takeOver();
    expect(await record(digest, slice, 1)).toEqual([]);
    expect(await claimNotice(bed.database, bed.now)).toBeNull();
    const found = await noteServer(bed.database);
    expect(found?.uncertain).toBe(4);
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 3, deferred: 1 });
    expect(await statesOf(bed.database, paused)).toEqual({ pending: 4 });
    expect(await noteServer(bed.database)).toBeNull();
  });

  it('that took over holds back what it gives out later for the moments that were lost, and only that', async () => {
    const moments = ['40 seconds', '10 minutes'];
    const time = new Date(Date.now() - 2 * 3_600_000).toISOString().slice(11, 16);
    const defaults = { time, timeZone: 'UTC' };
    const fanOutNow = () => fanOutDue(bed.database, { defaults, gather: async () => 0 }, new Date());
    await fanOutNow();
    const digest = await addDigest(bed.database);
    await bed.database.query(
      'UPDATE digests SET period = $2, list_date = $2, released_at = now() WHERE id = $1',
      [digest, latestDuePeriod(new Date(), time, 'UTC')],
    );
    await takeOver();
    expect((await noteServer(bed.database))?.uncertain).toBe(0);
    for (const [index, ago] of moments.entries()) {
      await bed.database.query(
        `UPDATE reader_times SET due_after = now() - interval '3 days', next_due_at = now() - $2::interval
          WHERE subscriber_id = $1`,
        [readers[index], ago],
      );
    }
    await bed.database.query(
      `UPDATE reader_times SET next_due_at = now() + interval '1 day' WHERE NOT subscriber_id = ANY ($1)`,
      [readers.slice(0, 2)],
    );
    await fanOutNow();
    const { rows } = await bed.database.query<{ subscriber_id: number; state: string }>(
      'SELECT subscriber_id, state FROM deliveries ORDER BY subscriber_id',
    );
    expect(rows.map(({ subscriber_id, state }) => [readers.indexOf(subscriber_id), state])).toEqual([
      [0, 'uncertain'],
      [1, 'pending'],
    ]);
  });

  it('that took over with every commit goes on sending', async () => {
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    await takeOver();
    await bed.database.query('UPDATE server_timeline SET synchronous = true');
    expect(await noteServer(bed.database)).toMatchObject({ uncertain: 0 });
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 4 });
  });

  it('that a dump was restored to is no standby', async () => {
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    await takeOver(`'another'`);
    expect(await noteServer(bed.database)).toBeNull();
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 4 });
  });
});
