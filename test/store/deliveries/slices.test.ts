import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { inTransaction, type Queryable } from '../../../src/store/database.js';
import { recordEntries } from '../../../src/store/deliveries/delivery-ledger.js';
import {
  endExpiredLeases,
  findUnheldSlices,
  heldLeases,
  leaseSlice,
  releaseSlice,
  renewSlice,
  settleSlices,
} from '../../../src/store/deliveries/slices.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  openDeliveryBed,
  statesOf,
} from '../../delivery/delivery-bed.js';
import { waitFor } from '../../support/wait-for.js';

let bed: DeliveryBed;
let digest = 0;
let slices: readonly number[] = [];
let slice = 0;
let first = 0;
let second = 0;
beforeAll(async () => {
  bed = await openDeliveryBed();
  [first = 0, second = 0] = await addReaders(bed.database, addressesOf(6));
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.database.query('DELETE FROM deliveries');
  digest = await addDigest(bed.database);
  slices = await fanOut(bed.database, digest, { sliceSize: 2 });
  slice = slices[0] ?? 0;
});

const take = (lease: string, abandoned: 'uncertain' | 'pending' = 'uncertain') =>
  leaseSlice(bed.database, { sliceId: slice, lease, abandoned, now: bed.now });
const expire = () =>
  bed.database.query(
    "UPDATE slices SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL",
  );
const waiters = async (count: number) => {
  const { rows } = await bed.database.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length === count;
};
const setState = (state: string) =>
  bed.database.query('UPDATE deliveries SET state = $1 WHERE slice_id = $2', [state, slice]);
const slicesNow = async () => {
  const { rows } = await bed.database.query(
    'SELECT worker, lease_until > now() AS live FROM slices WHERE id = $1',
    [slice],
  );
  return rows[0];
};

describe('a lease', () => {
  it('belongs to one, of however many who want it', async () => {
    const found = await Promise.all(['a', 'b', 'c', 'd'].map((worker) => take(worker)));
    expect(found.filter((lease) => lease !== null)).toMatchObject([{ digestId: digest, abandoned: 0 }]);
    expect(await take('e')).toBeNull();
  });

  it('is renewed by its holder alone, and given back by its holder alone', async () => {
    await take('a');
    expect(await renewSlice(bed.database, slice, 'b')).toBe(false);
    await releaseSlice(bed.database, slice, 'b');
    expect(await slicesNow()).toEqual({ worker: 'a', live: true });
    expect(await renewSlice(bed.database, slice, 'a')).toBe(true);
    await releaseSlice(bed.database, slice, 'a');
    expect(await slicesNow()).toEqual({ worker: null, live: null });
    expect(await renewSlice(bed.database, slice, 'a')).toBe(false);
  });

  const mark = (subscriberId: number, client: Queryable = bed.database) =>
    recordEntries(client, {
      ...{ settled: [], unsent: [], repeated: false, now: bed.now },
      marks: [{ digestId: digest, subscriberId, fence: 0, sliceId: slice, lease: 'a' }],
    });

  // Several commits of marks may be under way all the time, and would leave a renewal no moment of its own.
  it('is renewed beside commits of marks, and taken by nobody until they end', async () => {
    await take('a');
    const taking = await inTransaction(bed.database, async (marking) => {
      expect(await mark(first, marking)).toMatchObject([{ state: 'sending' }]);
      await inTransaction(bed.database, async (renewing) => {
        await renewing.query("SET LOCAL lock_timeout = '5s'");
        expect(await renewSlice(renewing, slice, 'a')).toBe(true);
      });
      await expire();
      expect(await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now })).toBe(0);
      return { lease: take('b') };
    });
    expect(await taking.lease).toMatchObject({ abandoned: 1 });
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 1, pending: 5 });
  });

  it('marks nothing any more while it is being taken', async () => {
    await take('a');
    await mark(first);
    await expire();
    const { taking, marking } = await inTransaction(bed.database, async (client) => {
      await client.query('SELECT FROM deliveries WHERE subscriber_id = $1 FOR UPDATE', [first]);
      const taking = take('b');
      await waitFor('the other to have the slice', () => waiters(1));
      const marking = mark(second);
      await waitFor('the mark to wait', () => waiters(2));
      return { taking, marking };
    });
    expect(await taking).toMatchObject({ abandoned: 1 });
    expect(await marking).toEqual([]);
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 1, pending: 5 });
  });

  // Who gives it back may have given up a commit of marks that the server still works on.
  it('that is given back beside a commit of marks stays on record for them', async () => {
    await take('a');
    const { releasing } = await inTransaction(bed.database, async (client) => {
      await mark(first, client);
      const releasing = releaseSlice(bed.database, slice, 'a');
      await waitFor('the release to wait', () => waiters(1));
      return { releasing };
    });
    await releasing;
    expect(await slicesNow()).toEqual({ worker: 'a', live: false });
    const told = { digestId: digest, subscriberId: first, fence: 1, sentBy: null };
    const flights = { read: (lease: string) => (lease === 'a' ? [told] : []), forget: () => undefined };
    const settled = await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now, flights });
    expect(settled).toBe(0);
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 6 });
  });

  it('that ran out can be taken, with what was on the wire settled', async () => {
    await take('a');
    await setState('sending');
    await expire();
    expect(await take('b')).toMatchObject({ digestId: digest, abandoned: 2 });
    expect(await statesOf(bed.database, digest)).toEqual({ uncertain: 2, pending: 4 });
    expect(await renewSlice(bed.database, slice, 'a')).toBe(false);
  });

  it('that is given back with rows in doubt stays on record until they are settled', async () => {
    await take('a');
    await setState('sending');
    await releaseSlice(bed.database, slice, 'a');
    expect(await slicesNow()).toEqual({ worker: 'a', live: false });
    expect(await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now })).toBe(2);
    expect(await slicesNow()).toEqual({ worker: null, live: null });
  });
});

describe('the sweep', () => {
  it('ends leases that ran out, and no others', async () => {
    await take('a');
    await setState('sending');
    expect(await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now })).toBe(0);
    await expire();
    const settled = await Promise.all([
      endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now }),
      endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now }),
    ]);
    expect(settled.sort()).toEqual([0, 2]);
    const { rows } = await bed.database.query(
      'SELECT state, reason, settled_at FROM deliveries WHERE slice_id = $1',
      [slice],
    );
    expect(rows).toEqual(Array(2).fill({ state: 'uncertain', reason: 'worker-lost', settled_at: bed.now }));
  });

  it('knows a lease until it is settled, and the epoch that it is of', async () => {
    const taken = await take('a');
    await expire();
    expect(await heldLeases(bed.database)).toEqual({ epoch: taken?.epoch, leases: new Set(['a']) });
    await endExpiredLeases(bed.database, { abandoned: 'uncertain', now: bed.now });
    expect(await heldLeases(bed.database)).toEqual({ epoch: taken?.epoch, leases: new Set() });
  });

  it('returns rows to be sent again where the policy says so', async () => {
    await take('a');
    await setState('sending');
    await expire();
    expect(await endExpiredLeases(bed.database, { abandoned: 'pending', now: bed.now })).toBe(2);
    expect(await statesOf(bed.database, digest)).toEqual({ pending: 6 });
  });

  it('finds what nobody sends, in order', async () => {
    expect(await findUnheldSlices(bed.database)).toEqual(slices);
    await take('a');
    expect(await findUnheldSlices(bed.database)).toEqual(slices.slice(1));
    await bed.database.query("UPDATE deliveries SET state = 'sent' WHERE slice_id = $1", [slices[2]]);
    expect(await findUnheldSlices(bed.database)).toEqual([slices[1]]);
    await bed.database.query("UPDATE deliveries SET state = 'failed'");
    expect(await findUnheldSlices(bed.database)).toEqual([]);
  });

  it('are looked at no more once the last row is settled, by whoever sent it or by the sweep', async () => {
    const settled = async () =>
      (
        await bed.database.query<{ id: number }>(
          'SELECT id FROM slices WHERE settled_at IS NOT NULL AND id = ANY ($1) ORDER BY id',
          [slices],
        )
      ).rows.map(({ id }) => id);
    const [first = 0, second = 0, third = 0] = slices;
    await take('a');
    await bed.database.query("UPDATE deliveries SET state = 'sent' WHERE slice_id = ANY ($1)", [
      [first, second],
    ]);
    expect(await settled()).toEqual([]);
    await releaseSlice(bed.database, first, 'a');
    expect(await settled()).toEqual([first]);
    await settleSlices(bed.database);
    expect(await settled()).toEqual([first, second]);
    expect(await findUnheldSlices(bed.database)).toEqual([third]);
  });

  it('are found without reading those that are settled', async () => {
    const plan = await inTransaction(bed.database, async (client) => {
      // So few rows would be read at once.
      await client.query('SET LOCAL enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        'EXPLAIN SELECT id FROM slices WHERE settled_at IS NULL AND worker IS NULL ORDER BY id',
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('slices_open');
  });
});
