import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pollTimes, waitingMail } from '../../../src/store/papers/due-work.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';

let test: TestDatabase;
const now = new Date('2026-03-23T08:00:00Z');

beforeAll(async () => {
  test = await createTestDatabase();
});
beforeEach(async () => {
  await emptyTables(test.database, 'polls, signups, notices, subscribers, digest_papers, digests, papers', {
    restart: true,
  });
});
afterAll(() => test.close());

describe('pollTimes', () => {
  it('tells success, answer and attempt apart, and has a row for what was never asked', async () => {
    await test.database.query(
      `INSERT INTO polls (source, list_date, started_at, finished_at, error_code) VALUES
       ('one', '2026-03-23', '2026-03-23T06:00Z', '2026-03-23T06:01Z', NULL),
       ('one', '2026-03-23', '2026-03-23T07:00Z', '2026-03-23T07:01Z', 'SOURCE_UNAVAILABLE'),
       ('one', '2026-03-22', '2026-03-22T00:00Z', '2026-03-22T00:01Z', 'LIST_NOT_OPEN'),
       ('two', '2026-03-23', '2026-03-23T07:30Z', '2026-03-23T07:31Z', NULL)`,
    );
    const times = await pollTimes(test.database, ['one'], ['2026-03-23', '2026-03-22', '2026-03-21']);
    expect(times.sort((a, b) => (a.listDate < b.listDate ? 1 : -1))).toEqual([
      {
        source: 'one',
        listDate: '2026-03-23',
        succeededAt: new Date('2026-03-23T06:00Z'),
        answeredAt: new Date('2026-03-23T06:00Z'),
        attemptedAt: new Date('2026-03-23T07:01Z'),
      },
      {
        source: 'one',
        listDate: '2026-03-22',
        succeededAt: null,
        answeredAt: new Date('2026-03-22T00:00Z'),
        attemptedAt: new Date('2026-03-22T00:01Z'),
      },
      { source: 'one', listDate: '2026-03-21', succeededAt: null, answeredAt: null, attemptedAt: null },
    ]);
  });

  it('is empty without sources', async () => {
    expect(await pollTimes(test.database, [], ['2026-03-23'])).toEqual([]);
  });
});

describe('waitingMail', () => {
  it('is nothing at first and sees a request', async () => {
    expect(await waitingMail(test.database, now)).toEqual({ signups: false, notices: false });
    await test.database.query(
      `INSERT INTO signups (address, via, wording) VALUES ('reader@example.org', 'form', 'w')`,
    );
    expect(await waitingMail(test.database, now)).toEqual({ signups: true, notices: false });
  });

  it.each([
    ['pending', null, null, true],
    ['deferred', '2026-03-23T07:59Z', null, true],
    ['deferred', '2026-03-23T08:01Z', null, false],
    ['sending', null, '2001-01-01T00:00Z', true],
    ['sending', null, '9999-01-01T00:00Z', false],
    ['sending', null, null, true],
    ['sent', null, null, false],
    ['failed', null, null, false],
    ['uncertain', null, null, false],
    ['skipped', null, null, false],
  ])('of a notice %s, next %s, leased until %s', async (state, next, lease, expected) => {
    await test.database.query(
      `WITH subscriber AS (
         INSERT INTO subscribers (address, address_key, address_hash, state)
         VALUES ('reader@example.org', 'reader@example.org', 'x', 'pending') RETURNING id)
       INSERT INTO notices (kind, subscriber_id, serial, domain, state, next_attempt_at, lease_until)
       SELECT 'confirmation', id, 1, 'example.org', $1, $2, $3 FROM subscriber`,
      [state, next, lease],
    );
    expect((await waitingMail(test.database, now)).notices).toBe(expected);
  });
});
