import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeRules } from '../../../src/model/rules.js';
import { inTransaction } from '../../../src/store/database.js';
import { addDelivery, digestProgress } from '../../../src/store/deliveries/deliveries.js';
import { foldOldest } from '../../../src/store/deliveries/reading-history.js';
import { findSendingFacts } from '../../../src/store/deliveries/sending-progress.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { deleteSubscriber } from '../../../src/store/subscribers/subscribers.js';
import { addReaders } from '../../delivery/delivery-bed.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { waitFor } from '../../support/wait-for.js';

const later = new Date('2026-12-01T09:00Z');
let test: TestDatabase;
let everything = 0;
let byRules = 0;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await emptyTables(test.database, 'subscribers, digests, digest_papers, papers, slices, rule_sets');
  [everything = 0, byRules = 0] = await addReaders(test.database, ['a@example.net', 'b@example.net']);
  const ruleSetId = await saveRuleSet(test.database, completeRules({ follow: { categories: ['cs.AA'] } }));
  await test.database.query('UPDATE subscribers SET rule_set_id = $1 WHERE id = $2', [ruleSetId, byRules]);
});

/** A digest whose odd papers are of cs.AA. */
async function digest(kind: string, period: string, papers: readonly string[]): Promise<number> {
  const { rows } = await test.database.query<{ id: number }>(
    `WITH new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
       VALUES ($1, $2::date, $2::date, 'upvotes', $2::date, $2::date, $2::date) RETURNING id
     ), added AS (
       INSERT INTO papers (id, title, abstract) SELECT p, 't', 'a' FROM unnest($3::text[]) AS p ON CONFLICT DO NOTHING
     ), held AS (
       INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       SELECT new.id, $1, n, p, 1, '{}', 1, 0,
              jsonb_build_object('categories', CASE WHEN n % 2 = 1 THEN '["cs.AA"]'::jsonb ELSE '["cs.BB"]' END)
         FROM new, unnest($3::text[]) WITH ORDINALITY AS i (p, n)
     ) SELECT id FROM new`,
    [kind, period, papers],
  );
  return rows[0]?.id ?? 0;
}

async function send(digestId: number, readers = [everything, byRules], state = 'sent'): Promise<void> {
  for (const reader of readers) await addDelivery(test.database, digestId, reader);
  await test.database.query('UPDATE deliveries SET state = $2 WHERE digest_id = $1', [digestId, state]);
}

async function foldAll(): Promise<number> {
  let folded = 0;
  while (await foldOldest(test.database, later)) folded += 1;
  return folded;
}

const history = async (reader: number) => {
  const { rows } = await test.database.query<{ kind: string; periods: string }>(
    'SELECT kind, periods::text AS periods FROM reading_history WHERE subscriber_id = $1 ORDER BY kind',
    [reader],
  );
  return rows;
};

describe('what was sent long ago', () => {
  it('is one range for a faithful reader, over days of rest, and counts as before', async () => {
    const ids = [
      await digest('daily', '2026-03-19', ['a', 'b']),
      await digest('daily', '2026-03-20', ['c', 'd']),
      await digest('daily', '2026-03-23', ['e']),
    ];
    for (const id of ids) await send(id);
    const before = await digestProgress(test.database, ids[1] ?? 0);
    expect(await foldAll()).toBe(3);
    expect(await history(everything)).toEqual([{ kind: 'daily', periods: '{[2026-03-19,2026-03-24)}' }]);
    expect((await test.database.query('SELECT FROM deliveries')).rowCount).toBe(0);
    expect(await digestProgress(test.database, ids[1] ?? 0)).toEqual(before);
    expect(before.sent).toBe(2);
    expect((await findSendingFacts(test.database, ids[1] ?? 0, later))?.counts).toEqual(before);
  });

  it('leaves papers out of another digest as the deliveries did', async () => {
    await send(await digest('daily', '2026-03-19', ['a', 'b', 'c']));
    await foldAll();
    const week = await digest('weekly', '2026-03-16', ['a', 'x', 'b', 'y', 'c']);
    for (const reader of [everything, byRules]) await addDelivery(test.database, week, reader);
    const { rows } = await test.database.query<{ id: number; left_out: number[] | null }>(
      'SELECT subscriber_id AS id, left_out FROM deliveries WHERE digest_id = $1 ORDER BY subscriber_id',
      [week],
    );
    // The second reader had a and c, which are of cs.AA.
    expect(rows).toEqual([
      { id: everything, left_out: [1, 3, 5] },
      { id: byRules, left_out: [1, 5] },
    ]);
  });

  it('is nothing where it failed, and waits while something is under way or young', async () => {
    await send(await digest('daily', '2026-03-19', ['a']), [everything], 'failed');
    await send(await digest('daily', '2026-03-20', ['b']), [everything], 'pending');
    await send(await digest('daily', '2026-11-20', ['c']), [everything]);
    expect(await foldAll()).toBe(1);
    expect(await history(everything)).toEqual([]);
  });

  it('is folded once an erasure is over that waits for a fan-out, and not in a circle with it', async () => {
    const id = await digest('daily', '2026-03-19', ['a', 'b']);
    await send(id);
    const waiting = (count: number) =>
      waitFor(`${count} statements that wait`, async () => {
        const { rowCount } = await test.database.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rowCount === count;
      });
    const both = await inTransaction(test.database, async (fanOut) => {
      await fanOut.query('SELECT FROM reader_times WHERE subscriber_id = $1 FOR UPDATE', [everything]);
      const erasing = inTransaction(test.database, (client) => deleteSubscriber(client, everything));
      await waiting(1);
      const folding = foldOldest(test.database, later);
      await waiting(2);
      return [erasing, folding];
    });
    expect(await Promise.all(both)).toEqual(['active', true]);
    expect(await digestProgress(test.database, id)).toMatchObject({ sent: 1 });
    expect(await history(byRules)).toHaveLength(1);
  });
});
