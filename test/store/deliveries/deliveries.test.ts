import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import {
  addDelivery,
  digestProgress,
  gatherDue,
  openSlices,
  writeDeliveries,
} from '../../../src/store/deliveries/deliveries.js';
import {
  addDigest,
  addReaders,
  addressesOf,
  type DeliveryBed,
  deliveriesOf,
  hashOf,
  openDeliveryBed,
} from '../../delivery/delivery-bed.js';
import { putInState } from '../../support/subscriber-state.js';

let bed: DeliveryBed;
beforeAll(async () => {
  bed = await openDeliveryBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.database.query('DELETE FROM subscribers');
  await bed.database.query('DELETE FROM suppressions');
});

async function sliceSizes(digest: number): Promise<number[]> {
  const { rows } = await bed.database.query<{ size: number }>(
    'SELECT count(*) AS size FROM deliveries WHERE digest_id = $1 GROUP BY slice_id ORDER BY slice_id',
    [digest],
  );
  return rows.map(({ size }) => size);
}

describe('fanning out', () => {
  it('writes one delivery for each reader, in slices', async () => {
    const readers = await addReaders(bed.database, addressesOf(25));
    const digest = await addDigest(bed.database);
    const slices = await fanOut(bed.database, digest, { sliceSize: 10 });
    expect(slices).toHaveLength(3);
    expect(await sliceSizes(digest)).toEqual([10, 10, 5]);
    const { rows } = await bed.database.query<{ slice_id: number; subscriber_id: number }>(
      'SELECT slice_id, subscriber_id FROM deliveries WHERE digest_id = $1 ORDER BY slice_id, subscriber_id',
      [digest],
    );
    expect(rows.map(({ subscriber_id }) => subscriber_id)).toEqual(readers);
    expect([...new Set(rows.map(({ slice_id }) => slice_id))]).toEqual(slices);
    expect(await digestProgress(bed.database, digest)).toEqual({
      pending: 25,
      sending: 0,
      sent: 0,
      deferred: 0,
      failed: 0,
      uncertain: 0,
      skipped: 0,
    });
  });

  it('is done once, however often and by however many at once', async () => {
    await addReaders(bed.database, addressesOf(20));
    const digest = await addDigest(bed.database);
    const found = await Promise.all(
      Array.from({ length: 5 }, () => fanOut(bed.database, digest, { sliceSize: 7 })),
    );
    expect(found[0]).toHaveLength(3);
    for (const slices of found) expect(slices).toEqual(found[0]);
    expect(await writeDeliveries(bed.database, digest)).toEqual([]);
    expect(await sliceSizes(digest)).toEqual([7, 7, 6]);
    const { rows } = await bed.database.query(
      'SELECT fanned_out_at IS NOT NULL AS done FROM digests WHERE id = $1',
      [digest],
    );
    expect(rows).toEqual([{ done: true }]);
  });

  it('leaves out whoever may not be mailed, or was not there yet', async () => {
    const states = ['pending', 'paused', 'unsubscribed', 'bounced', 'complained'];
    const ids = await addReaders(bed.database, [
      'active@example.net',
      'suppressed@example.net',
      'late@example.net',
      ...states.map((state) => `${state}@example.net`),
    ]);
    for (const [index, state] of states.entries()) {
      await putInState(bed.database, state, [ids[3 + index] ?? 0]);
    }
    await bed.database.query(
      "UPDATE subscribers SET confirmed_at = '2026-03-24T08:00:01Z' WHERE address = 'late@example.net'",
    );
    await bed.database.query("INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'operator')", [
      hashOf('suppressed@example.net'),
    ]);
    const digest = await addDigest(bed.database);
    await fanOut(bed.database, digest);
    expect([...(await deliveriesOf(bed.database, digest)).keys()]).toEqual(['active@example.net']);
  });

  it('writes nothing for a digest that is empty, not released or not there', async () => {
    await addReaders(bed.database, addressesOf(2));
    const empty = await addDigest(bed.database, { papers: 0 });
    const frozen = await addDigest(bed.database, { released: false });
    for (const digest of [empty, frozen, 999_999]) expect(await fanOut(bed.database, digest)).toEqual([]);
    const { rows } = await bed.database.query<{ count: number }>('SELECT count(*) AS count FROM deliveries');
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('passes over a reader who asked for the digest before', async () => {
    const [early = 0] = await addReaders(bed.database, addressesOf(3));
    const digest = await addDigest(bed.database);
    const own = await addDelivery(bed.database, digest, early);
    const slices = await fanOut(bed.database, digest);
    expect(slices).toHaveLength(2);
    expect(slices[0]).toBe(own);
    expect(await sliceSizes(digest)).toEqual([1, 2]);
  });
});

describe('one reader who asks', () => {
  it('gets a slice of their own, once', async () => {
    const [reader = 0] = await addReaders(bed.database, addressesOf(1));
    const digest = await addDigest(bed.database, { released: false });
    const found = await Promise.all(
      Array.from({ length: 4 }, () => addDelivery(bed.database, digest, reader)),
    );
    const slices = found.filter((slice) => slice !== null);
    expect(slices).toHaveLength(1);
    expect(await addDelivery(bed.database, digest, reader)).toBeNull();
    expect(await openSlices(bed.database, digest)).toEqual(slices);
  });

  it('gets it after all where it was skipped before', async () => {
    const [reader = 0] = await addReaders(bed.database, addressesOf(1));
    const digest = await addDigest(bed.database);
    const first = await addDelivery(bed.database, digest, reader);
    await bed.database.query(
      "UPDATE deliveries SET state = 'skipped', reason = 'unsubscribed', settled_at = now()",
    );
    const second = await addDelivery(bed.database, digest, reader);
    expect(second).not.toBe(first);
    expect([...(await deliveriesOf(bed.database, digest)).values()]).toMatchObject([
      { state: 'pending', reason: null },
    ]);
    expect(await openSlices(bed.database, digest)).toEqual([second]);
  });

  it.each(['sent', 'failed', 'uncertain', 'sending'])('gets no second one where it is %s', async (state) => {
    const [reader = 0] = await addReaders(bed.database, addressesOf(1));
    const digest = await addDigest(bed.database);
    await addDelivery(bed.database, digest, reader);
    await bed.database.query('UPDATE deliveries SET state = $1', [state]);
    expect(await addDelivery(bed.database, digest, reader)).toBeNull();
  });

  it('gets none where there is nothing to send, or nobody to send it to', async () => {
    const [reader = 0, gone = 0] = await addReaders(bed.database, addressesOf(2));
    await bed.database.query("UPDATE subscribers SET state = 'unsubscribed' WHERE id = $1", [gone]);
    const digest = await addDigest(bed.database);
    const empty = await addDigest(bed.database, { papers: 0 });
    expect(await addDelivery(bed.database, empty, reader)).toBeNull();
    expect(await addDelivery(bed.database, digest, gone)).toBeNull();
    expect(await addDelivery(bed.database, digest, 999_999)).toBeNull();
    await bed.database.query("INSERT INTO suppressions (address_hash, reason) VALUES ($1, 'bounced')", [
      hashOf('reader-0@example.net'),
    ]);
    expect(await addDelivery(bed.database, digest, reader)).toBeNull();
  });
});

describe('what is due again', () => {
  it('is gathered into new slices, digest by digest, and nothing else', async () => {
    await addReaders(bed.database, addressesOf(9));
    const digests = [await addDigest(bed.database), await addDigest(bed.database)];
    for (const digest of digests) await fanOut(bed.database, digest);
    const due = new Date('2026-03-24T09:00:00Z');
    await bed.database.query("UPDATE deliveries SET state = 'deferred', next_attempt_at = $1", [due]);
    await bed.database.query(
      `UPDATE deliveries SET next_attempt_at = '2026-03-24T09:00:01Z'
        WHERE subscriber_id = (SELECT max(subscriber_id) FROM deliveries)`,
    );
    await Promise.all([gatherDue(bed.database, due, 3), gatherDue(bed.database, due, 3)]);
    for (const digest of digests) {
      const states = [...(await deliveriesOf(bed.database, digest)).values()].map(({ state }) => state);
      expect(states).toEqual([...Array(8).fill('pending'), 'deferred']);
      const slices = await openSlices(bed.database, digest);
      expect(slices.length).toBeGreaterThanOrEqual(3);
      const { rows } = await bed.database.query<{ size: number; digests: number }>(
        `SELECT count(*) AS size, count(DISTINCT digest_id) AS digests FROM deliveries
          WHERE slice_id = ANY ($1) AND state = 'pending' GROUP BY slice_id`,
        [slices],
      );
      for (const { size, digests: mixed } of rows) {
        expect(size).toBeLessThanOrEqual(3);
        expect(mixed).toBe(1);
      }
    }
  });
});
