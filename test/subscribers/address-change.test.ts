import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linkLifetime } from '../../src/signing/link-token.js';
import type { Database } from '../../src/store/database.js';
import { claimNotice } from '../../src/store/deliveries/notice-ledger.js';
import type { AddressSide } from '../../src/store/subscribers/address-changes.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import {
  confirmAddressChange,
  readAddressChange,
  refuseAddressChange,
} from '../../src/subscribers/confirm-address-change.js';
import { confirmSubscription } from '../../src/subscribers/confirm-subscription.js';
import { addressHash } from '../../src/subscribers/keyring.js';
import { processAddressChanges } from '../../src/subscribers/process-address-changes.js';
import { redactErased } from '../../src/subscribers/redact-erased.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { requestAddressChange } from '../../src/subscribers/request-address-change.js';
import { unsubscribe } from '../../src/subscribers/unsubscribe.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { tablesThatHold } from '../support/holding-places.js';
import {
  consentsOf,
  emptyTables,
  keyring,
  limits,
  minutesAfter,
  noticesTo,
  rowOf,
  signUp,
} from './signed-up.js';

const now = new Date();
const former = 'reader@example.org';
const wanted = 'Reader.Anew@example.net';

let test: TestDatabase;
let database: Database;
let id: number;
beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
});
beforeEach(async () => {
  await emptyTables(database);
  id = await add(former);
});
afterAll(() => test.close());

async function add(address: string): Promise<number> {
  const [added] = await addSubscribers(database, keyring, [address], { via: 'operator', now });
  return added?.id ?? 0;
}

const ask = (address = wanted, at = now, subscriberId = id) =>
  requestAddressChange(database, keyring, { subscriberId, address, now: at });
const decide = (at = now) => processAddressChanges(database, { now: at, limits });
const agree = (side: AddressSide, serial = 1) =>
  confirmAddressChange(database, {
    ...{ subscriberId: id, serial, side },
    ...{ via: 'link', clientHash: null, now },
  });
const refuse = (serial = 1) => refuseAddressChange(database, { subscriberId: id, serial });
const address = async () =>
  (await database.query('SELECT address, address_key, address_hash FROM subscribers WHERE id = $1', [id]))
    .rows[0];
const change = async () =>
  (await database.query('SELECT * FROM address_changes WHERE subscriber_id = $1', [id])).rows[0];
const suppress = (reason: string) =>
  database.query('INSERT INTO suppressions (address_hash, reason) VALUES ($1, $2)', [
    addressHash(keyring, wanted),
    reason,
  ]);
const unmoved = {
  address: former,
  address_key: former,
  address_hash: addressHash(keyring, former),
};
const moved = {
  address: wanted,
  address_key: wanted.toLowerCase(),
  address_hash: addressHash(keyring, wanted),
};

async function claimNotices() {
  const claimed = [];
  for (let one = await claimNotice(database, now); one !== null; one = await claimNotice(database, now))
    claimed.push(one);
  return claimed;
}

describe('a change of address', () => {
  it.each([
    ['old', 'new'],
    ['new', 'old'],
  ] as const)('takes effect when both have agreed, %s first', async (first, second) => {
    expect(await ask()).toBe(true);
    expect(await decide()).toBe(2);
    expect(await noticesTo(database, id)).toEqual(['address-old 1', 'address-new 1']);
    expect(await agree(first)).toBe('waiting');
    expect(await agree(first)).toBe('waiting');
    expect(await address()).toEqual(unmoved);
    expect(await agree(second)).toBe('changed');
    expect(await address()).toEqual(moved);
    expect(await agree(first)).toBe('changed');
    expect(await consentsOf(database, id)).toEqual(['added operator', 'address-changed link']);
    expect(await change()).toMatchObject({
      new_address: null,
      new_address_key: null,
      new_address_hash: null,
    });
  });

  it('goes to both addresses, each with its own notice', async () => {
    await ask();
    await decide();
    const claimed = [await claimNotice(database, now), await claimNotice(database, now)];
    expect(
      claimed.map((notice) => [notice?.kind, notice?.address, notice?.newAddress, notice?.state]),
    ).toEqual([
      ['address-old', former, wanted, 'sending'],
      ['address-new', wanted, wanted, 'sending'],
    ]);
  });

  it.each(['old', 'new'] as const)('is ended by either side, after %s agreed too', async (side) => {
    await ask();
    await decide();
    await agree(side);
    expect(await refuse()).toBe(true);
    expect(await refuse()).toBe(false);
    expect(await agree(side === 'old' ? 'new' : 'old')).toBe('over');
    expect(await address()).toEqual(unmoved);
    expect(await claimNotice(database, now)).toMatchObject({ state: 'skipped' });
  });

  it('is replaced by the next one, whose links alone are good', async () => {
    await ask();
    await agree('old');
    await ask('another@example.net', minutesAfter(now, 1));
    expect(await agree('new')).toBe('superseded');
    expect(await refuse()).toBe(false);
    expect(await agree('new', 2)).toBe('waiting');
    expect(await agree('old', 2)).toBe('changed');
    expect(await address()).toMatchObject({ address: 'another@example.net' });
    expect(await agree('old', 1)).toBe('over');
  });

  it('is not begun anew by asking twice for the same', async () => {
    await ask();
    await ask(wanted.toUpperCase(), minutesAfter(now, 9));
    expect(await change()).toMatchObject({ serial: 1, new_address: wanted });
    await ask(wanted, minutesAfter(now, 10));
    expect(await change()).toMatchObject({ serial: 2 });
  });

  it('is over, without a trace of the address, once its links have expired', async () => {
    await ask();
    await decide();
    const days = linkLifetime('new-address') / 60_000 + 2 * 1_440;
    await decide(minutesAfter(now, days));
    expect(await readAddressChange(database, { subscriberId: id, serial: 1 })).toMatchObject({
      standing: 'open',
    });
    await decide(minutesAfter(now, days + 1));
    expect(await agree('old')).toBe('over');
    expect(await tablesThatHold(database, wanted.toLowerCase())).toEqual([]);
    const { rows } = await database.query('SELECT FROM notices WHERE recipient_hash IS NOT NULL');
    expect(rows).toEqual([]);
  });

  it('is not for somebody who gets no mail, and ends with leaving', async () => {
    await ask();
    await unsubscribe(database, { subscriberId: id, via: 'operator', now });
    await agree('old');
    expect(await agree('new')).toBe('unavailable');
    expect(await ask('another@example.net')).toBe(false);
    expect(await ask(wanted, now, id + 1)).toBe(false);
    expect(await address()).toEqual(unmoved);
  });
});

describe('an address that cannot be moved to', () => {
  it.each(['bounced', 'complained', 'operator', 'erased'])('gets no mail when it is %s', async (reason) => {
    await suppress(reason);
    expect(await ask()).toBe(true);
    await decide();
    expect(await noticesTo(database, id)).toEqual(['address-old 1']);
  });

  it('gets no mail when it is a subscriber’s, and the answer is the same', async () => {
    await add(wanted);
    expect(await ask()).toBe(true);
    await decide();
    expect(await noticesTo(database, id)).toEqual(['address-old 1']);
    await agree('old');
    expect(await agree('new')).toBe('unavailable');
    expect(await address()).toEqual(unmoved);
  });

  it.each(['bounced', 'erased'])('is refused when it was %s meanwhile', async (reason) => {
    await ask();
    await decide();
    await suppress(reason);
    await claimNotice(database, now);
    expect(await claimNotice(database, now)).toMatchObject({ state: 'skipped', kind: 'address-new' });
    await agree('old');
    expect(await agree('new')).toBe('unavailable');
    expect(await address()).toEqual(unmoved);
  });

  it('takes the place of somebody who never confirmed it', async () => {
    await signUp(database, wanted, now);
    await ask();
    await decide(minutesAfter(now, 11));
    await agree('old');
    expect(await agree('new')).toBe('changed');
    expect(await address()).toEqual(moved);
  });

  it('leaves an address behind that no list brings in again, and the person does', async () => {
    const move = async (to: string, serial: number, at: Date) => {
      await ask(to, at);
      await decide(at);
      await agree('old', serial);
      return agree('new', serial);
    };
    const added = async (typed: string) =>
      (await addSubscribers(database, keyring, [typed], { via: 'import', now }))[0]?.result;
    const kept = async () =>
      (await database.query('SELECT address_hash, reason FROM suppressions')).rows as unknown[];
    expect(await move(wanted, 1, now)).toBe('changed');
    expect(await kept()).toEqual([{ address_hash: addressHash(keyring, former), reason: 'moved' }]);
    expect(await added(former)).toBe('refused');
    // Moving back is the person's own doing, and turns it around.
    const later = minutesAfter(now, 60 * 25);
    expect(await move(former, 2, later)).toBe('changed');
    expect(await kept()).toEqual([{ address_hash: addressHash(keyring, wanted), reason: 'moved' }]);
    // So is asking for a second subscription there.
    await signUp(database, wanted, later);
    const { id: own, confirm_serial: serial } = await rowOf(database, wanted.toLowerCase());
    expect((await claimNotices()).filter(({ subscriberId }) => subscriberId === own)).toMatchObject([
      { kind: 'confirmation', state: 'sending' },
    ]);
    await confirmSubscription(database, {
      subscriberId: own,
      serial,
      now: later,
      clientHash: null,
      via: 'link',
    });
    expect((await rowOf(database, wanted.toLowerCase())).state).toBe('active');
    expect(await kept()).toEqual([]);
  });

  it('is taken by one of ten who agree at once', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, (_, n) => add(`reader-${n}@example.org`)));
    for (const one of ids) await ask(wanted, now, one);
    const both = { serial: 1, via: 'link', clientHash: null, now } as const;
    const agreed = await Promise.all(
      ids.flatMap((subscriberId) =>
        (['old', 'new'] as const).map((side) =>
          confirmAddressChange(database, { subscriberId, side, ...both }),
        ),
      ),
    );
    expect(agreed.filter((answer) => answer === 'changed')).toHaveLength(1);
    expect(agreed.filter((answer) => answer === 'unavailable')).toHaveLength(9);
  });
});

describe('the limits of sign-ups', () => {
  it('let an address be asked once in a while, whoever asks and for what', async () => {
    const other = await add('other@example.org');
    await ask();
    expect(await decide()).toBe(2);
    await ask(wanted, now, other);
    expect(await decide()).toBe(1);
    expect(await signUp(database, wanted, minutesAfter(now, 5))).toBe(0);
    expect(await decide(minutesAfter(now, 10))).toBe(1);
    expect(await signUp(database, wanted, minutesAfter(now, 21))).toBe(1);
    expect(await decide(minutesAfter(now, 60))).toBe(0);
  });

  it('hold for the former address, and do not depend on the new one', async () => {
    for (const [n, expected] of [2, 2, 2, 1].entries()) {
      const at = minutesAfter(now, n * 15);
      await ask(`wanted-${n}@example.net`, at);
      expect(await decide(at)).toBe(expected);
    }
    const told = (await noticesTo(database, id)).filter((name) => name.startsWith('address-old'));
    expect(told).toHaveLength(limits.perAddressDay);
    expect(await decide(minutesAfter(now, 1_441))).toBe(1);
  });
});

describe('erasure', () => {
  it('of the reader leaves the wanted address nowhere', async () => {
    await ask();
    await decide();
    await removeSubscriber(database, keyring, id);
    await redactErased(database);
    expect(await tablesThatHold(database, wanted.toLowerCase())).toEqual([]);
  });

  it('of the wanted address ends the wish of others for it', async () => {
    const owner = await add(wanted);
    await ask();
    await removeSubscriber(database, keyring, owner);
    await redactErased(database);
    expect(await tablesThatHold(database, wanted.toLowerCase())).toEqual([]);
    expect(await agree('old')).toBe('over');
  });
});
