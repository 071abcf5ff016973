import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addressHash, openKeyring } from '../../src/subscribers/keyring.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from './signed-up.js';

const first = 'the first secret, which is long enough';
const second = 'the second secret, which is long enough';
const third = 'the third secret, which is long enough';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
beforeEach(() => emptyTables(test.database));
afterAll(() => test.close());

describe('openKeyring', () => {
  it('gives the same keys at each start', async () => {
    const made = await openKeyring(test.database, [first]);
    expect(made.addressHashKey).toHaveLength(32);
    expect(made.messageIdKey).toHaveLength(32);
    expect(made.addressHashKey).not.toEqual(made.messageIdKey);
    expect(await openKeyring(test.database, [first])).toEqual(made);
  });

  it('gives every process the same keys when many start at once', async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => openKeyring(test.database, [first])));
    expect(new Set(opened.map((keys) => keys.addressHashKey.toString('hex'))).size).toBe(1);
  });

  it('keeps the keys through a rotation, after which the former secret may be dropped', async () => {
    const made = await openKeyring(test.database, [first]);
    expect(await openKeyring(test.database, [second, first])).toEqual(made);
    expect(await openKeyring(test.database, [second])).toEqual(made);
    expect(await openKeyring(test.database, [third, first, second])).toEqual(made);
    expect(await openKeyring(test.database, [third])).toEqual(made);
  });

  it.each([
    ['another secret', [second]],
    ['none', []],
  ])('refuses %s', async (_name, secrets) => {
    await openKeyring(test.database, [first]);
    await expect(openKeyring(test.database, secrets)).rejects.toMatchObject({ code: 'SECRET_KEY_MISMATCH' });
  });

  it('refuses a wrapped key that was changed in any octet', async () => {
    await openKeyring(test.database, [first]);
    const { rows } = await test.database.query<{ wrapped: Buffer }>('SELECT wrapped FROM keyring');
    const wrapped = rows[0]?.wrapped ?? Buffer.alloc(0);
    expect(wrapped).toHaveLength(61);
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await test.database.query('UPDATE keyring SET wrapped = $1', [changed]);
      await expect(openKeyring(test.database, [first])).rejects.toMatchObject({
        code: 'SECRET_KEY_MISMATCH',
      });
    }
    await test.database.query('UPDATE keyring SET wrapped = $1', [Buffer.alloc(3)]);
    await expect(openKeyring(test.database, [first])).rejects.toMatchObject({ code: 'SECRET_KEY_MISMATCH' });
  });
});

describe('addressHash', () => {
  const keys = { addressHashKey: Buffer.alloc(32, 1) };

  it('is the same for every case of an address, and tells nothing without the key', () => {
    const hash = addressHash(keys, 'reader@example.org');
    expect(hash).toHaveLength(32);
    expect(addressHash(keys, 'READER@Example.org')).toEqual(hash);
    expect(addressHash(keys, 'reader2@example.org')).not.toEqual(hash);
    expect(addressHash({ addressHashKey: Buffer.alloc(32, 2) }, 'reader@example.org')).not.toEqual(hash);
  });
});
