import { afterAll, beforeAll, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { findDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { savePictures } from '../../src/store/papers/pictures.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listedPaper } from '../support/listed-paper.js';

const date = '2026-03-23';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

it('a digest freezes who listed its papers and whose words their summaries are', async () => {
  const { database } = db;
  const on = (id: string, source: string, summary: string | null) =>
    listedPaper({ id, date, source, paper: { summary } });
  await savePapers(database, [
    on('2603.00001', 'huggingface', 'By the model.'),
    on('2603.00002', 'huggingface', 'By the model.'),
    on('2603.00003', 'huggingface', null),
  ]);
  await savePapers(database, [on('2603.00002', 'file:ours', 'In our words.')]);
  const now = new Date('2026-03-23T08:00:00Z');
  const order = { kind: 'daily', period: date, listDate: date, now, strategy: 'upvotes' } as const;
  const frozen = await assembleDigest(database, order);
  await savePapers(database, [on('2603.00001', 'arxiv', null)]);
  const name = 'c'.repeat(32);
  await savePictures(database, [{ paperId: '2603.00003', name, octets: 9 }], now);
  const digest = await findDigest(database, 'daily', date);
  const said = digest?.papers.map(({ paper, listedBy, summaryBy, picture }) => [
    paper.id,
    listedBy,
    summaryBy,
    picture,
  ]);
  expect(said?.toSorted()).toEqual([
    ['2603.00001', ['huggingface'], 'huggingface', undefined],
    ['2603.00002', ['file:ours', 'huggingface'], 'file:ours', undefined],
    ['2603.00003', ['huggingface'], null, name],
  ]);
  expect(frozen.papers.map(({ summaryBy }) => summaryBy)).toEqual(
    digest?.papers.map(({ summaryBy }) => summaryBy),
  );
});
