import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanOutDue } from '../../../src/delivery/due/fan-out-due.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { addDays } from '../../../src/model/calendar-date.js';
import type { PeriodicKind } from '../../../src/model/digest.js';
import { completeRules, type GivenRules } from '../../../src/model/rules.js';
import { addDelivery } from '../../../src/store/deliveries/deliveries.js';
import { saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { findAddressChange } from '../../../src/store/subscribers/address-changes.js';
import { confirmAddressChange } from '../../../src/subscribers/confirm-address-change.js';
import { requestAddressChange } from '../../../src/subscribers/request-address-change.js';
import { inventedPaper } from '../../rendering/invented-digest.js';
import { keyring } from '../../subscribers/signed-up.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { putInState } from '../../support/subscriber-state.js';

const RUNS = Number(process.env['NEVER_TWICE_RUNS'] ?? 3);
const DAYS = 16;
const READERS = 8;
const START = '2026-03-02';
const defaults = { time: '08:00', timeZone: 'UTC' };

/** What a reader may do on a day, before or after the digest. */
type Change =
  | { readonly kind: 'frequency'; readonly to: PeriodicKind }
  | { readonly kind: 'rules'; readonly to: GivenRules }
  | { readonly kind: 'weekdays'; readonly to: number }
  | { readonly kind: 'address' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'current' }
  | { readonly kind: 'failure' };

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('frequency' as const),
    to: fc.constantFrom<PeriodicKind[]>('daily', 'weekly', 'monthly'),
  }),
  fc.record({
    kind: fc.constant('rules' as const),
    to: fc.constantFrom<GivenRules[]>(
      {},
      { follow: { categories: ['cs.AA'] } },
      { follow: { categories: ['cs.BB'] }, whenNothingMatches: 'topThree' },
      { minUpvotes: 3 },
      { mute: { categories: ['cs.AA'] }, maxPapers: 2 },
      { maxPapers: 1 },
      { maxPapers: 3 },
    ),
  }),
  fc.record({ kind: fc.constant('weekdays' as const), to: fc.integer({ min: 1, max: 127 }) }),
  fc.constantFrom<Change[]>(
    { kind: 'address' },
    { kind: 'pause' },
    { kind: 'resume' },
    { kind: 'current' },
    { kind: 'failure' },
  ),
);

const anyPlan = () =>
  fc.record({
    changes: fc.array(
      fc.record({
        day: fc.nat(DAYS - 1),
        late: fc.boolean(),
        reader: fc.nat(READERS - 1),
        change: anyChange,
      }),
      { minLength: 30, maxLength: 60 },
    ),
    /** How many papers each day has. */
    papers: fc.array(fc.nat(4), { minLength: DAYS, maxLength: DAYS }),
  });

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it(
  'sends nobody a paper twice, whatever readers change',
  async () => {
    let filled = 0;
    await fc.assert(
      fc.asyncProperty(anyPlan(), async ({ changes, papers }) => {
        await begin();
        for (let day = 0; day < DAYS; day += 1) {
          const today = changes.filter((change) => change.day === day);
          for (const { reader, change } of today.filter(({ late }) => !late)) await apply(reader, change);
          await freeze(day, papers);
          await fanOut(at(day, '08:00'));
          for (const { reader, change } of today.filter(({ late }) => late)) await apply(reader, change);
          await fanOut(at(day, '20:00'));
        }
        expect(await repeated()).toEqual([]);
        expect(await needless()).toEqual([]);
        expect(await short()).toEqual([]);
        expect(await unshared()).toEqual([]);
        filled += await filledUp();
      }),
      { numRuns: RUNS },
    );
    expect(filled).toBeGreaterThan(0);
  },
  60_000 + RUNS * 15_000,
);

/** What the workers do at a moment. */
async function fanOut(now: Date): Promise<void> {
  const gather = (dayIds: readonly number[]) => gatherDays(test.database, dayIds, now);
  await fanOutDue(test.database, { defaults, gather, sliceSize: 3 }, now);
}

function at(day: number, time: string): Date {
  return new Date(`${addDays(START, day)}T${time}:00Z`);
}

async function begin(): Promise<void> {
  await emptyTables(
    test.database,
    'subscribers, digests, digest_papers, papers, slices, deliveries, rule_sets',
    { restart: true },
  );
  await test.database.query(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at)
     SELECT a, a, a::bytea, 'active', $2, $2 FROM unnest($1::text[]) AS a`,
    [Array.from({ length: READERS }, (_, index) => `reader-${index}@example.net`), at(-1, '09:00')],
  );
}

/** By the way that readers go: asked for, and agreed to by both sides. */
async function moveTo(subscriberId: number, address: string): Promise<void> {
  const now = new Date();
  const { database } = test;
  // Who is paused may move; who left may not, and stays.
  if (!(await requestAddressChange(database, keyring, { subscriberId, address, now }))) return;
  const change = await findAddressChange(database, subscriberId);
  const agreeing = { subscriberId, serial: change?.serial ?? 0, via: 'link', clientHash: null, now } as const;
  await confirmAddressChange(database, { ...agreeing, side: 'old' });
  expect(await confirmAddressChange(database, { ...agreeing, side: 'new' })).toBe('changed');
}

async function apply(reader: number, change: Change): Promise<void> {
  const id = reader + 1;
  const set = (columns: string, values: readonly unknown[] = []) =>
    test.database.query(`UPDATE subscribers SET ${columns} WHERE id = $1`, [id, ...values]);
  switch (change.kind) {
    case 'frequency':
      return void (await set('frequency = $2, scheduled_since = scheduled_since', [change.to]));
    case 'weekdays':
      return void (await set('weekdays = $2, scheduled_since = scheduled_since', [change.to]));
    case 'rules':
      return void (await set('rule_set_id = $2', [
        await saveRuleSet(test.database, completeRules(change.to)),
      ]));
    case 'address':
      return void (await moveTo(id, `new-${randomUUID()}@example.net`));
    case 'pause':
      return putInState(test.database, 'paused', [id]);
    case 'resume':
      await putInState(test.database, 'active', [id]);
      return void (await test.database.query(
        'UPDATE reader_times SET next_due_at = NULL, due_after = NULL WHERE subscriber_id = $1',
        [id],
      ));
    case 'failure':
      return void (await test.database.query(
        `UPDATE deliveries SET state = 'failed' WHERE subscriber_id = $1
            AND digest_id = (SELECT max(digest_id) FROM deliveries WHERE subscriber_id = $1)`,
        [id],
      ));
    case 'current': {
      const { rows } = await test.database.query<{ id: number }>('SELECT max(id) AS id FROM digests');
      if (rows[0]?.id) await addDelivery(test.database, rows[0].id, id);
    }
  }
}

/** The day's digest of new papers; on Mondays also one of the best of the week before, twice in the time one of a month. */
async function freeze(day: number, papers: readonly number[]): Promise<void> {
  const fresh = Array.from(
    { length: papers[day] ?? 0 },
    (_, index) => `2603.${String(day * 10 + index).padStart(5, '0')}`,
  );
  await addDigest('daily', addDays(START, day), at(day, '08:00'), fresh);
  const earlier = (days: number) =>
    papers
      .slice(Math.max(0, day - days), day)
      .flatMap((count, index) =>
        Array.from(
          { length: count },
          (_, number) => `2603.${String((Math.max(0, day - days) + index) * 10 + number).padStart(5, '0')}`,
        ),
      )
      .filter((_, index) => index % 3 !== 2);
  if (day % 7 === 0 && day > 0)
    await addDigest('weekly', addDays(START, day - 7), at(day, '08:00'), earlier(7));
}

async function addDigest(kind: string, period: string, now: Date, ids: readonly string[]): Promise<void> {
  await test.database.query(
    `WITH held AS (
       SELECT id, n, CASE WHEN right(id, 1) IN ('0', '3') THEN 'cs.AA' ELSE 'cs.BB' END AS category
         FROM unnest($4::text[]) WITH ORDINALITY AS i (id, n)
     ), new AS (
       INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at)
       VALUES ($1, $2, $2, 'upvotes', $3, $3) RETURNING id
     ), added AS (
       INSERT INTO papers (id, title, abstract, categories) SELECT id, 't', 'a', ARRAY[category] FROM held
       ON CONFLICT DO NOTHING
     )
     INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
     SELECT new.id, $1, n, held.id, 1, '{}', n, 0,
            $5::jsonb || jsonb_build_object('id', held.id, 'categories', jsonb_build_array(category))
       FROM new, held`,
    [kind, period, now, ids, JSON.stringify(inventedPaper(1))],
  );
}

/** What every delivery held: the best of what its rules chose, at most so many, without what was left out. */
const HELD = `
  SELECT d.subscriber_id, d.digest_id, d.state, p.paper_id, p.position, (r.rules ->> 'maxPapers')::integer AS most,
         e.positions AS chosen, d.left_out,
         row_number() OVER (PARTITION BY d.subscriber_id, d.digest_id ORDER BY p.position) AS place
    FROM deliveries d JOIN digest_papers p USING (digest_id)
    LEFT JOIN editions e ON e.digest_id = d.digest_id AND e.rule_set_id = d.rule_set_id
    LEFT JOIN rule_sets r ON r.id = d.rule_set_id
   WHERE (d.rule_set_id IS NULL OR p.position = ANY (e.positions))
     AND NOT p.position = ANY (coalesce(d.left_out, '{}'))`;

const WITHIN = 'place <= coalesce(most, place)';

async function repeated(): Promise<unknown[]> {
  const { rows } = await test.database.query(
    `SELECT subscriber_id, paper_id, array_agg(digest_id) AS digests FROM (${HELD}) AS held
      WHERE state <> 'failed' AND ${WITHIN}
      GROUP BY subscriber_id, paper_id HAVING count(*) > 1`,
  );
  return rows;
}

/** Papers that were left out for a reader who never had them, unless the delivery that held them failed later. */
async function needless(): Promise<unknown[]> {
  const { rows } = await test.database.query(
    `SELECT d.subscriber_id, d.digest_id, p.paper_id
       FROM deliveries d JOIN digest_papers p ON p.digest_id = d.digest_id AND p.position = ANY (d.left_out)
      WHERE NOT EXISTS (SELECT FROM (${HELD}) AS o
                         WHERE o.subscriber_id = d.subscriber_id AND o.digest_id <> d.digest_id
                           AND o.paper_id = p.paper_id AND ${WITHIN})`,
  );
  return rows;
}

/** Deliveries with fewer papers than their rules allow, although the rules chose more that the reader never had. */
async function short(): Promise<unknown[]> {
  const { rows } = await test.database.query(
    `SELECT subscriber_id, digest_id FROM (${HELD}) AS held GROUP BY subscriber_id, digest_id
     HAVING count(*) FILTER (WHERE ${WITHIN})
            < least(min(most), cardinality(min(chosen)) - coalesce(cardinality(min(left_out)), 0))`,
  );
  return rows;
}

/** Deliveries that name what would not have been sent anyway: readers of the same papers would share no edition. */
async function unshared(): Promise<unknown[]> {
  const { rows } = await test.database.query(
    `SELECT subscriber_id, digest_id FROM (${HELD}) AS held WHERE ${WITHIN} GROUP BY subscriber_id, digest_id
     HAVING count(*) = min(most) AND max(position) < (SELECT max(p) FROM unnest(min(left_out)) AS p)`,
  );
  return rows;
}

/** Whether rules with a limit left out some and took the next best: the property would say nothing without. */
async function filledUp(): Promise<number> {
  const { rows } = await test.database.query<{ count: number }>(
    `SELECT count(*) FROM (${HELD}) AS held WHERE ${WITHIN} AND position > chosen[most]`,
  );
  return rows[0]?.count ?? 0;
}
