import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../src/store/database.js';
import {
  type ClaimedNotice,
  claimNotice,
  recoverNotices,
  renewNotices,
  type SettledNotice,
  settleNotice,
} from '../../../src/store/deliveries/notice-ledger.js';
import { addReaders, addressesOf, type DeliveryBed, openDeliveryBed } from '../../delivery/delivery-bed.js';

let bed: DeliveryBed;
let readers: number[] = [];
beforeAll(async () => {
  bed = await openDeliveryBed();
  readers = await addReaders(bed.database, addressesOf(3));
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.database.query('DELETE FROM notices');
  await bed.database.query(
    `INSERT INTO notices (kind, subscriber_id, serial, domain)
     SELECT 'welcome', id, 0, 'example.net' FROM subscribers ORDER BY id`,
  );
});

const claim = () => claimNotice(bed.database, bed.now);
async function claimed(): Promise<ClaimedNotice> {
  const notice = await claim();
  if (notice === null) throw new Error('a notice waits');
  return notice;
}
const settle = ({ id, fence }: ClaimedNotice, changes: Partial<SettledNotice> = {}) =>
  settleNotice(
    bed.database,
    {
      id,
      fence,
      state: 'sent',
      spent: true,
      nextAttemptAt: null,
      reason: null,
      dead: false,
      outcome: { class: 'delivered', replyCode: 250, replyStatus: null, replyText: 'Ok' },
      ...changes,
    },
    bed.now,
  );
const stateOf = async ({ id }: ClaimedNotice) => {
  const { rows } = await bed.database.query(
    'SELECT state, attempts, lease_until > now() AS leased, settled_at FROM notices WHERE id = $1',
    [id],
  );
  return rows[0];
};

describe('claiming', () => {
  it('takes the oldest, each once', async () => {
    const found = await Promise.all([claim(), claim(), claim(), claim()]);
    const ids = found.flatMap((notice) => (notice === null ? [] : [notice.subscriberId]));
    expect(ids.sort((a, b) => a - b)).toEqual(readers);
    expect(await claim()).toBeNull();
  });

  it('does not wait for one that somebody else is taking', async () => {
    const second = await inTransaction(bed.database, async (client) => {
      await client.query('SELECT FROM notices ORDER BY id LIMIT 1 FOR UPDATE');
      return claimed();
    });
    expect(second.subscriberId).toBe(readers[1]);
  });
});

describe('settling', () => {
  it('closes the attempt that it is about, once', async () => {
    const notice = await claimed();
    expect(await stateOf(notice)).toEqual({ state: 'sending', attempts: 1, leased: true, settled_at: null });
    await settle(notice);
    const sent = { state: 'sent', attempts: 1, leased: null, settled_at: bed.now };
    expect(await stateOf(notice)).toEqual(sent);
    await settle(notice, { state: 'failed', dead: true });
    expect(await stateOf(notice)).toEqual(sent);
    const { rows } = await bed.database.query('SELECT state FROM subscribers WHERE id = $1', [
      notice.subscriberId,
    ]);
    expect(rows).toEqual([{ state: 'active' }]);
  });

  it('counts no attempt that is not spent', async () => {
    const notice = await claimed();
    await settle(notice, { state: 'deferred', spent: false, nextAttemptAt: bed.now });
    expect(await stateOf(notice)).toEqual({ state: 'deferred', attempts: 0, leased: null, settled_at: null });
    await recoverNotices(bed.database, 'uncertain', bed.now);
    expect(await stateOf(notice)).toMatchObject({ state: 'pending' });
  });
});

describe('a notice of a dead worker', () => {
  const expire = () =>
    bed.database.query(
      "UPDATE notices SET lease_until = now() - interval '1 second' WHERE state = 'sending'",
    );

  it.each([
    ['uncertain', 1],
    ['pending', 1],
  ] as const)('becomes %s', async (state, count) => {
    const notice = await claimed();
    expect(await recoverNotices(bed.database, state, bed.now)).toBe(0);
    await expire();
    expect(await recoverNotices(bed.database, state, bed.now)).toBe(count);
    expect(await stateOf(notice)).toMatchObject({ state, attempts: 1, leased: null });
  });

  it('is not taken for one while its lease is renewed', async () => {
    const notice = await claimed();
    await expire();
    await renewNotices(bed.database, [notice]);
    expect(await recoverNotices(bed.database, 'uncertain', bed.now)).toBe(0);
  });

  it('that was taken up by another is no longer its to renew or settle', async () => {
    const first = await claimed();
    await expire();
    await recoverNotices(bed.database, 'pending', bed.now);
    const again = await claimed();
    expect(again).toMatchObject({ id: first.id, attempts: 2 });
    await expire();
    await renewNotices(bed.database, [first]);
    await settle(first, { state: 'failed' });
    expect(await stateOf(again)).toMatchObject({ state: 'sending', leased: false });
  });
});
