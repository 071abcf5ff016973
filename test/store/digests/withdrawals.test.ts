import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { findDigest, releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { listedPaper } from '../../support/listed-paper.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, digests');
});

const at = (date: string, hour: number) => new Date(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);

async function list(date: string, ids: readonly string[]): Promise<void> {
  await savePapers(
    db.database,
    ids.map((id) => listedPaper({ id, date })),
  );
}

/** As arXiv says it. */
async function withdraw(id: string, moment: Date, withdrawn = true): Promise<void> {
  const date = moment.toISOString().slice(0, 10);
  const told = { id, date, source: 'arxiv', uncounted: true, observedAt: moment, withdrawn };
  await savePapers(db.database, [listedPaper(told)]);
}

async function freeze(date: string, { release = true } = {}) {
  const order = { kind: 'daily', period: date, listDate: date, strategy: 'upvotes' } as const;
  const digest = await assembleDigest(db.database, { ...order, now: at(date, 9) });
  if (release) await releaseDigest(db.database, digest.id, at(date, 9));
  const ids = digest.papers.map(({ paper }) => paper.id);
  return { ids, withdrawn: digest.remarks.withdrawn.map(({ id }) => id) };
}

test('a paper that is withdrawn before it is mailed is in no digest', async () => {
  await list('2026-03-23', ['2603.00001', '2603.00002']);
  await withdraw('2603.00001', at('2026-03-23', 8));
  expect(await freeze('2026-03-23')).toEqual({ ids: ['2603.00002'], withdrawn: [] });
});

test('one that is withdrawn after it was mailed is told by the next digest that is, once', async () => {
  await list('2026-03-20', ['2603.00001']);
  expect((await freeze('2026-03-20')).ids).toEqual(['2603.00001']);
  await withdraw('2603.00001', at('2026-03-20', 12));
  await savePapers(db.database, []);
  await list('2026-03-23', ['2603.00002']);
  expect(await freeze('2026-03-23')).toEqual({ ids: ['2603.00002'], withdrawn: ['2603.00001'] });
  await list('2026-03-24', ['2603.00003']);
  expect(await freeze('2026-03-24')).toEqual({ ids: ['2603.00003'], withdrawn: [] });
  const kept = await findDigest(db.database, 'daily', '2026-03-23');
  expect(kept?.remarks).toEqual({
    lateSources: [],
    sources: 1,
    withdrawn: [{ id: '2603.00001', title: 'Invented paper 2603.00001' }],
  });
});

test('what was never released, or was taken back again, is not told', async () => {
  await list('2026-03-20', ['2603.00001']);
  await freeze('2026-03-20', { release: false });
  await withdraw('2603.00001', at('2026-03-20', 12));
  await list('2026-03-21', ['2603.00002']);
  expect((await freeze('2026-03-21')).withdrawn).toEqual([]);
  await withdraw('2603.00002', at('2026-03-21', 12));
  await withdraw('2603.00002', at('2026-03-21', 13), false);
  await list('2026-03-22', ['2603.00003']);
  expect((await freeze('2026-03-22')).withdrawn).toEqual([]);
});
