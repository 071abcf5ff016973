import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestCandidates } from '../../../src/store/digests/digest-candidates.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { listedPaper } from '../../support/listed-paper.js';

const DATE = '2026-03-23';
const minutesIn = (minutes: number) => new Date(Date.parse(`${DATE}T00:00:00Z`) + minutes * 60_000);
const question = { kind: 'daily', after: '2026-03-20', listDate: DATE } as const;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test('a candidate comes with one sighting for each hour of its last day and one of its beginning, as it was known at a moment', async () => {
  const everyTenMinutes = Array.from({ length: 300 }, (_, index) => index * 10);
  await savePapers(
    db.database,
    everyTenMinutes.map((minutes) =>
      listedPaper({ id: '2603.00001', date: DATE, observedAt: minutesIn(minutes), upvotes: minutes }),
    ),
  );
  await savePapers(db.database, [
    listedPaper({ id: '2603.00001', date: '2026-03-21', observedAt: minutesIn(5), upvotes: 5 }),
    listedPaper({ id: '2603.00002', date: DATE, observedAt: minutesIn(2_000) }),
  ]);
  const [found, ...others] = await digestCandidates(db.database, { ...question, knownAt: minutesIn(1_815) });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ paper: { id: '2603.00001' }, upvotes: 1_810, listedOn: DATE });
  // The last observation of each clock hour in the 24 hours before 06:10 of the next day.
  const lastOfHours = Array.from({ length: 24 }, (_, index) => 410 + index * 60);
  expect(found?.sightings.map(({ at, upvotes }) => [at, upvotes])).toEqual(
    [370, ...lastOfHours, 1_810].map((minutes) => [minutesIn(minutes), minutes]),
  );
});

test('a paper that was never observed is a candidate without votes', async () => {
  await db.database.query(`INSERT INTO papers (id, title, abstract) VALUES ('2603.00003', 'Unseen', '')`);
  await db.database.query(
    `INSERT INTO listings (source, list_date, paper_id, first_seen_at) VALUES ('huggingface', $1::date, '2603.00003', $1::date)`,
    [DATE],
  );
  const candidates = await digestCandidates(db.database, { ...question, knownAt: minutesIn(0) });
  expect(candidates.find(({ paper }) => paper.id === '2603.00003')).toMatchObject({
    upvotes: 0,
    sightings: [],
  });
});
