import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../src/store/database.js';
import {
  type AddressIdentity,
  insertActive,
  insertPending,
} from '../../../src/store/subscribers/new-subscribers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const identities: readonly AddressIdentity[] = Array.from({ length: 5_000 }, (_, index) => ({
  address: `reader${index}@example.org`,
  key: `reader${index}@example.org`,
  hash: Buffer.from(`hash of ${index}`),
}));

it('takes the same addresses in opposite order at once without a deadlock, each of them once', async () => {
  const now = new Date();
  for (let round = 0; round < 4; round += 1) {
    await emptyTables(test.database, 'subscribers');
    const written = await Promise.all(
      [identities, identities.toReversed(), identities, identities.toReversed()].map((list, index) =>
        inTransaction(test.database, async (client) =>
          index < 2
            ? (await insertActive(client, list, now)).size
            : (
                await insertPending(
                  client,
                  list.map((one) => ({ ...one, language: 'en' as const })),
                  now,
                )
              ).length,
        ),
      ),
    );
    expect(written.reduce((sum, each) => sum + each, 0)).toBe(identities.length);
  }
});
