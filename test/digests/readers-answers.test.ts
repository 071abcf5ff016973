import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import type { Answer, Tally } from '../../src/model/answer.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { rank } from '../../src/ranking/rank.js';
import { strategyNamed } from '../../src/ranking/strategies.js';
import { writeDeliveries } from '../../src/store/deliveries/deliveries.js';
import { digestCandidates } from '../../src/store/digests/digest-candidates.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { answerPaper } from '../../src/tastes/answer-paper.js';
import { countingStatements } from '../support/counting-statements.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';

const DAY = '2026-03-17';
const MORNING = new Date(`${DAY}T09:00:00Z`);
const EVENING = new Date(`${DAY}T18:00:00Z`);
const WEEK_OVER = new Date('2026-03-23T08:00:00Z');
const [FEWER, MORE] = ['2603.00001', '2603.00002'];
const READERS = 12;

let db: TestDatabase;
let readers: number[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, digests, subscribers, rule_sets');
  readers = await addReaders(READERS, '2026-01-01T00:00:00Z');
  const listed = [
    listedPaper({ id: FEWER, date: DAY, upvotes: 40 }),
    listedPaper({ id: MORE, date: DAY, upvotes: 45 }),
  ];
  await savePapers(db.database, listed);
});

async function addReaders(count: number, confirmedAt: string): Promise<number[]> {
  const { rows } = await db.database.query<{ id: number }>(
    `INSERT INTO subscribers (address, address_key, address_hash, state, confirmed_at, created_at)
     SELECT key, key, sha256(key::bytea), 'active', $2::timestamptz, $2::timestamptz
       FROM generate_series(1, $1::int) n, concat('reader-', extract(epoch FROM $2::timestamptz), '-', n, '@example.org') key
     RETURNING id`,
    [count, confirmedAt],
  );
  return rows.map(({ id }) => id);
}

/** Freezes the digest of the day and mails it to all readers. */
async function mailDay(): Promise<DigestWithPapers> {
  const order = { kind: 'daily', period: DAY, listDate: DAY, now: MORNING, strategy: 'trending' } as const;
  const digest = await assembleDigest(db.database, order);
  await releaseDigest(db.database, digest.id, MORNING);
  await writeDeliveries(db.database, digest.id);
  await db.database.query(`UPDATE deliveries SET state = 'sent', settled_at = $1`, [MORNING]);
  return digest;
}

async function answer(ids: readonly number[], paperId: string, said: Answer, now = EVENING): Promise<void> {
  for (const subscriberId of ids)
    await answerPaper(db.database, { subscriberId, paperId, answer: said, now });
}

const weekly = { kind: 'weekly', period: '2026-03-16', listDate: '2026-03-22', strategy: 'final' } as const;
const assembleWeek = () => assembleDigest(db.database, { ...weekly, now: WEEK_OVER });
const idsOf = ({ papers }: DigestWithPapers) => papers.map(({ paper }) => paper.id);

const candidatesAt = (knownAt: Date) =>
  digestCandidates(db.database, { kind: null, after: '2026-03-15', listDate: weekly.listDate, knownAt });

async function tallyOf(paperId: string, knownAt = WEEK_OVER): Promise<Tally | undefined> {
  const candidates = await candidatesAt(knownAt);
  return candidates.find(({ paper }) => paper.id === paperId)?.tally;
}

describe('the digest of a week', () => {
  test('without answers stands by upvotes', async () => {
    await mailDay();
    expect(idsOf(await assembleWeek())).toEqual([MORE, FEWER]);
  });

  test('lifts what readers liked over what was about as good', async () => {
    await mailDay();
    await answer(readers, FEWER, 'more');
    const digest = await assembleWeek();
    expect(idsOf(digest)).toEqual([FEWER, MORE]);
    expect(digest.papers[0]?.breakdown).toMatchObject({ readers: expect.closeTo((0.3 * 12) / 22, 5) });
    expect(Object.keys(digest.papers[1]?.breakdown ?? {})).toEqual(['upvotes']);
  });

  test('follows from stored rows, also when those who answered are gone', async () => {
    await mailDay();
    await answer(readers, FEWER, 'more');
    await answer(readers.slice(0, 4), MORE, 'less');
    await answer(readers.slice(0, 2), MORE, 'save', EVENING);
    const frozen = await assembleWeek();
    await db.database.query('DELETE FROM subscribers');
    const candidates = await candidatesAt(frozen.frozenAt);
    const { rows } = await db.database.query<{ tallies: Record<string, [number, number]> }>(
      'SELECT tallies FROM digests WHERE id = $1',
      [frozen.id],
    );
    expect(rows[0]?.tallies).toEqual({ [FEWER]: [12, 0], [MORE]: [0, 4] });
    const counted = candidates.map((candidate) => {
      const [liked = 0, disliked = 0] = rows[0]?.tallies[candidate.paper.id] ?? [];
      return { ...candidate, tally: { liked, disliked } };
    });
    const again = rank(counted, strategyNamed(frozen.strategy), frozen.frozenAt);
    expect(again.map(({ paper, score, breakdown }) => [paper.id, score, breakdown])).toEqual(
      frozen.papers.map(({ paper, score, breakdown }) => [paper.id, score, breakdown]),
    );
  });
});

test('freezing costs the same few statements for 1, 10 and 100 papers, with answers or without', async () => {
  await mailDay();
  await answer(readers, FEWER, 'more');
  const costs: number[] = [];
  for (const papers of [1, 10, 100]) {
    const date = `2026-03-${String(18 + costs.length)}`;
    await savePapers(db.database, inventedPapers(date, papers));
    const { database, statements } = countingStatements(db.database);
    const order = { kind: 'daily', period: date, listDate: date, strategy: 'trending' } as const;
    const digest = await assembleDigest(database, { ...order, now: new Date(`${date}T09:00:00Z`) });
    expect(digest.papers).toHaveLength(papers);
    costs.push(statements());
  }
  expect(costs).toEqual([14, 14, 14]);
});

function inventedPapers(date: string, count: number) {
  const ids = Array.from(
    { length: count },
    (_, index) => `2604.${date.slice(-2)}${String(index).padStart(3, '0')}`,
  );
  return ids.map((id) => listedPaper({ id, date, upvotes: 2 }));
}

describe('who is counted', () => {
  test('each reader once, by the vote, or by the save where there is none', async () => {
    await mailDay();
    await answer(readers.slice(0, 3), FEWER, 'more');
    await answer(readers.slice(0, 3), FEWER, 'more');
    await answer(readers.slice(0, 6), FEWER, 'save');
    await answer(readers.slice(6, 7), FEWER, 'less');
    await answer(readers.slice(6, 7), FEWER, 'save');
    expect(await tallyOf(FEWER)).toEqual({ liked: 6, disliked: 1 });
  });

  test('what was said by the moment that is asked for', async () => {
    await mailDay();
    await answer(readers.slice(0, 3), FEWER, 'more', new Date(`${DAY}T10:00:00Z`));
    await answer(readers.slice(3, 5), FEWER, 'more', EVENING);
    await answer(readers.slice(5, 6), FEWER, 'save', EVENING);
    expect(await tallyOf(FEWER, new Date(`${DAY}T10:00:00Z`))).toEqual({ liked: 3, disliked: 0 });
    expect(await tallyOf(FEWER, EVENING)).toEqual({ liked: 6, disliked: 0 });
  });

  test.each<[string, string, number]>([
    [
      'who only pauses',
      `UPDATE subscribers SET state = 'paused', paused_at = now(), paused_until = '9999-01-01', pause_ends = 'plainly'`,
      5,
    ],
    ['not who left', `UPDATE subscribers SET state = 'unsubscribed'`, 0],
    ['not whose address is dead', `UPDATE subscribers SET state = 'bounced'`, 0],
    ['not who was erased', 'DELETE FROM subscribers', 0],
    ['not who came within the last days', `UPDATE subscribers SET confirmed_at = '2026-03-16T09:00:00Z'`, 0],
    ['not who was never sent it', `UPDATE deliveries SET state = 'skipped'`, 0],
    ['not whose mail came later', `UPDATE deliveries SET settled_at = '2026-03-23T08:00:01Z'`, 0],
    ['not who had it before, so that it was left out', `UPDATE deliveries SET left_out = '{1,2}'`, 0],
  ])('%s', async (_, change, liked) => {
    await mailDay();
    await answer(readers.slice(0, 5), FEWER, 'more');
    await db.database.query(change);
    expect(await tallyOf(FEWER)).toEqual({ liked, disliked: 0 });
  });

  test('not who has rules that did not choose it', async () => {
    const { rows } = await db.database.query<{ id: number }>(
      `INSERT INTO rule_sets (hash, rules) VALUES ('\\x01', '{"minUpvotes": 42}') RETURNING id`,
    );
    await db.database.query('UPDATE subscribers SET rule_set_id = $1', [rows[0]?.id]);
    await mailDay();
    await answer(readers, FEWER, 'more');
    await answer(readers, MORE, 'more');
    expect(await tallyOf(FEWER)).toEqual({ liked: 0, disliked: 0 });
    expect(await tallyOf(MORE)).toEqual({ liked: READERS, disliked: 0 });
  });

  test('a flood of fresh addresses moves nothing', async () => {
    const fresh = await addReaders(50, '2026-03-16T20:00:00Z');
    await mailDay();
    await answer(fresh, FEWER, 'more');
    await answer(fresh, MORE, 'less');
    expect(idsOf(await assembleWeek())).toEqual([MORE, FEWER]);
  });
});
