import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { consentWordings } from '../../src/subscribers/consent-wording.js';
import { removeSubscriber } from '../../src/subscribers/remove-subscriber.js';
import { requestSubscription } from '../../src/subscribers/request-subscription.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { keyring, rowOf, setState, signUp } from './signed-up.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const states = ['pending', 'active', 'paused', 'unsubscribed', 'bounced', 'complained'];

/** The pool, with a record of every statement that passes through it. */
function recorded(database: Database): { readonly pool: Database; readonly statements: unknown[] } {
  const statements: unknown[] = [];
  const pool = new Proxy(database, {
    get(target, name) {
      if (name === 'connect') throw new Error('a request to subscribe needs no transaction');
      if (name !== 'query') return Reflect.get(target, name);
      return (text: string, values: readonly unknown[]) => {
        statements.push({ text, values: values.length });
        return target.query(text, [...values]);
      };
    },
  });
  return { pool, statements };
}

it('runs the same single statement for every address, whatever is known of it', async () => {
  const { database } = test;
  for (const state of states) {
    await signUp(database, `${state}@example.org`, new Date());
    await setState(database, (await rowOf(database, `${state}@example.org`)).id, state);
  }
  await signUp(database, 'erased@example.org', new Date());
  await removeSubscriber(database, keyring, (await rowOf(database, 'erased@example.org')).id);

  const { pool, statements } = recorded(database);
  const addresses = [...states, 'new', 'erased'].map((name) => `${name}@example.org`);
  for (const address of addresses) {
    const answer = await requestSubscription(pool, { address, via: 'form', clientHash: null });
    expect(answer).toBeUndefined();
  }
  expect(statements).toHaveLength(addresses.length);
  expect(new Set(statements.map((statement) => JSON.stringify(statement))).size).toBe(1);
  const { rows } = await database.query('SELECT address, via, wording, client_hash FROM signups ORDER BY id');
  expect(rows).toEqual(
    addresses.map((address) => ({ address, via: 'form', wording: consentWordings.en.id, client_hash: null })),
  );
});

it('touches one table that nothing points to, and whose keys are not addresses', async () => {
  const { rows } = await test.database.query<{ name: string }>(
    `SELECT conname AS name FROM pg_constraint
     WHERE (conrelid = 'signups'::regclass OR confrelid = 'signups'::regclass) AND contype IN ('f', 'u', 'x')
     UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = 'signups'::regclass
     UNION ALL SELECT indexname FROM pg_indexes WHERE tablename = 'signups' AND indexdef LIKE '%address%'`,
  );
  expect(rows).toEqual([]);
});
