import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ListedPaper } from '../../../src/model/paper.js';
import {
  listDatesAround,
  newestListDate,
  papersListedOn,
  savePapers,
} from '../../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { listedPaper } from '../../support/listed-paper.js';

const date = '2026-03-23';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, listings, observations');
});

async function save(...listed: ListedPaper[]): Promise<number> {
  return savePapers(db.database, listed);
}

async function count(table: 'papers' | 'listings' | 'observations'): Promise<number | undefined> {
  const { rows } = await db.database.query<{ count: number }>(`SELECT count(*) FROM ${table}`);
  return rows[0]?.count;
}

async function idsOn(day: string): Promise<string[]> {
  return (await papersListedOn(db.database, day)).map(({ paper }) => paper.id);
}

describe('savePapers', () => {
  test('what is saved is read back as it was', async () => {
    const seen = listedPaper({ id: '2603.00001', date });
    expect(await save(seen)).toBe(1);
    expect(await papersListedOn(db.database, date)).toEqual([
      {
        ...{ paper: seen.paper, upvotes: 10, comments: 1, stars: 3 },
        ...{ listedBy: ['huggingface'], summaryBy: 'huggingface' },
      },
    ]);
  });

  test('repeating it changes nothing', async () => {
    const listed = [listedPaper({ id: '2603.00001', date }), listedPaper({ id: '2603.00002', date })];
    expect(await save(...listed)).toBe(2);
    const { rows: before } = await db.database.query('SELECT * FROM papers ORDER BY id');
    expect(await save(...listed)).toBe(0);
    expect((await db.database.query('SELECT * FROM papers ORDER BY id')).rows).toEqual(before);
    expect([await count('papers'), await count('listings'), await count('observations')]).toEqual([2, 2, 2]);
  });

  test('every change leaves an observation, the newest is shown, whatever the order of arrival', async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 23, hour));
    for (const [hour, upvotes] of [
      [8, 10],
      [20, 30],
      [14, 20],
    ] as const) {
      await save(listedPaper({ id: '2603.00001', date, upvotes, observedAt: at(hour) }));
    }
    expect(await count('observations')).toBe(3);
    expect(await papersListedOn(db.database, date)).toMatchObject([{ upvotes: 30 }]);
  });

  test('only a change is an observation: of upvotes, comments, stars', async () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 23, hour));
    const see = (hour: number, counts: { upvotes?: number; comments?: number; stars?: number | null }) => {
      const seen = listedPaper({ id: '2603.00001', date, observedAt: at(hour) });
      const observation = seen.observation === null ? null : { ...seen.observation, ...counts };
      return save({ ...seen, observation });
    };
    await see(1, {});
    await see(2, {});
    await see(3, { upvotes: 11 });
    await see(4, { upvotes: 11 });
    await see(5, { upvotes: 11, comments: 2 });
    await see(6, { upvotes: 11, comments: 2, stars: null });
    await see(7, { upvotes: 11, comments: 2, stars: 4 });
    await see(8, { upvotes: 10, comments: 2, stars: 4 });
    const { rows } = await db.database.query<{ hour: number; stars: number }>(
      `SELECT extract(hour FROM observed_at AT TIME ZONE 'UTC')::int AS hour, stars FROM observations ORDER BY 1`,
    );
    expect(rows.map(({ hour, stars }) => [hour, stars])).toEqual([
      [1, 3],
      [3, 3],
      [5, 3],
      [7, 4],
      [8, 4],
    ]);
  });

  test('a later answer replaces text; what it leaves out is kept', async () => {
    await save(listedPaper({ id: '2603.00001', date }));
    const poorer = {
      title: '',
      abstract: '',
      authors: [],
      publishedAt: null,
      organization: null,
      codeUrl: null,
      projectUrl: null,
      summary: 'A better sentence.',
      keywords: [],
    };
    await save(listedPaper({ id: '2603.00001', date, paper: poorer }));
    const { paper } = listedPaper({ id: '2603.00001', date });
    expect(await papersListedOn(db.database, date)).toMatchObject([
      { paper: { ...paper, summary: 'A better sentence.' } },
    ]);
  });

  test('a paper without a title is called by its id', async () => {
    await save(listedPaper({ id: '2603.00001', date, paper: { title: '' } }));
    expect(await papersListedOn(db.database, date)).toMatchObject([{ paper: { title: '2603.00001' } }]);
  });

  test('the same paper twice in one answer is one paper', async () => {
    const seen = listedPaper({ id: '2603.00001', date });
    expect(await save(seen, listedPaper({ id: '2603.00001', date: '2026-03-24' }))).toBe(2);
    expect(await count('papers')).toBe(1);
  });

  test('nothing is nothing', async () => {
    expect(await save()).toBe(0);
  });

  test('one bad row and nothing of the answer is kept', async () => {
    const bad = listedPaper({ id: 'not an id!', date });
    await expect(save(listedPaper({ id: '2603.00001', date }), bad)).rejects.toThrow(/papers_id_check/);
    expect(await count('papers')).toBe(0);
  });

  test('polls at the same time do not lock each other out', async () => {
    const listed = Array.from({ length: 60 }, (_, index) =>
      listedPaper({ id: `2603.${10_000 + index}`, date }),
    );
    const orders = [listed, listed.toReversed(), listed.toSorted(() => -1), listed.slice(20)];
    const added = await Promise.all(orders.map((order) => savePapers(db.database, order)));
    expect(added.reduce((sum, part) => sum + part, 0)).toBe(60);
    expect(await count('listings')).toBe(60);
  });
});

describe('papersListedOn', () => {
  test('most upvotes first, then by id in the order of its characters', async () => {
    await save(
      listedPaper({ id: 'math/0000001', date, upvotes: 5 }),
      listedPaper({ id: '2603.00002', date, upvotes: 5 }),
      listedPaper({ id: 'hep-th/0000001', date, upvotes: 5 }),
      listedPaper({ id: '2603.00003', date, upvotes: 50 }),
      listedPaper({ id: '2603.00004', date: '2026-03-24', upvotes: 90 }),
    );
    expect(await idsOn(date)).toEqual(['2603.00003', '2603.00002', 'hep-th/0000001', 'math/0000001']);
  });

  test('a paper that two sources list stands once, with what was seen last', async () => {
    await save(
      listedPaper({ id: '2603.00001', date, upvotes: 5, observedAt: new Date('2026-03-23T09:00:00Z') }),
      listedPaper({ id: '2603.00001', date, source: 'other', upvotes: 8 }),
    );
    expect(await papersListedOn(db.database, date)).toMatchObject([{ upvotes: 5 }]);
  });

  test('samples and papers are never mixed', async () => {
    await save(
      listedPaper({ id: '2603.00001', date }),
      listedPaper({ id: 'sample-01', date, source: 'sample' }),
    );
    expect(await idsOn(date)).toEqual(['2603.00001']);
    expect(await papersListedOn(db.database, date, 'sample')).toMatchObject([{ paper: { id: 'sample-01' } }]);
  });

  test('the newest observation is found through the key, not by reading all of them', async () => {
    const polls = Array.from({ length: 50 }, (_, hour) => new Date(Date.UTC(2026, 2, 23, hour)));
    const listed = Array.from({ length: 40 }, (_, index) => `2603.${10_000 + index}`);
    for (const [upvotes, observedAt] of polls.entries())
      await save(...listed.map((id) => listedPaper({ id, date, observedAt, upvotes })));
    await db.database.query('ANALYZE papers, listings, observations');
    let plan = '';
    const explaining = {
      query: async (text: string, values: unknown[]) => {
        plan = JSON.stringify((await db.database.query(`EXPLAIN (FORMAT JSON) ${text}`, values)).rows);
        return { rows: [] };
      },
    };
    await papersListedOn(explaining as never, date);
    expect(plan).toContain('observations_pkey');
    expect(plan).not.toMatch(/"Seq Scan"[^}]*"observations"/);
  });
});

describe('days with a list', () => {
  beforeEach(async () => {
    await save(
      listedPaper({ id: '2603.00001', date: '2026-03-20' }),
      listedPaper({ id: '2603.00002', date: '2026-03-23' }),
      listedPaper({ id: '2603.00003', date: '2026-03-24' }),
      listedPaper({ id: 'sample-01', date: '2026-03-22', source: 'sample' }),
    );
  });

  test.each([
    ['2026-03-23', '2026-03-20', '2026-03-24'],
    ['2026-03-22', '2026-03-20', '2026-03-23'],
    ['2026-03-20', null, '2026-03-23'],
    ['2026-03-24', '2026-03-23', null],
  ])('around %s', async (day, previous, next) => {
    expect(await listDatesAround(db.database, day)).toEqual({ previous, next });
  });

  test.each([
    ['2026-03-24', '2026-03-24'],
    ['2026-03-22', '2026-03-20'],
    ['2026-12-31', '2026-03-24'],
    ['2026-03-19', null],
  ])('the newest until %s', async (notAfter, expected) => {
    expect(await newestListDate(db.database, notAfter)).toBe(expected);
  });
});
