import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import {
  findDigest,
  findDigestById,
  latestDigestWithPapers,
  listDigests,
  releaseDigest,
} from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { listedPaper } from '../../support/listed-paper.js';

let db: TestDatabase;
const now = new Date('2026-03-23T08:00:00Z');

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, polls, digests');
});

async function assembled(date: string, papers: number, kind: 'daily' | 'sample' = 'daily') {
  const source = kind === 'sample' ? 'sample' : 'huggingface';
  const idOf = (index: number) =>
    kind === 'sample'
      ? `sample-0${index}`
      : `${date.slice(2, 4)}${date.slice(5, 7)}.${date.slice(8)}00${index}`;
  await savePapers(
    db.database,
    Array.from({ length: papers }, (_, index) => listedPaper({ id: idOf(index), date, source })),
  );
  const poll = { source, listDate: date, startedAt: now, finishedAt: now, papers, skipped: 0 };
  await recordPoll(db.database, { ...poll, errorCode: null, errorDetail: null });
  return assembleDigest(db.database, { kind, period: date, listDate: date, now, strategy: 'upvotes' });
}

describe('digests', () => {
  test('what was frozen is read back as it was, by period and by id', async () => {
    const frozen = await assembled('2026-03-23', 3);
    expect(frozen.papers).toHaveLength(3);
    expect(frozen.papers[0]?.paper.publishedAt).toEqual(new Date('2026-03-20T17:59:31.123Z'));
    expect(await findDigest(db.database, 'daily', '2026-03-23')).toEqual(frozen);
    expect(await findDigestById(db.database, frozen.id)).toEqual(frozen);
    expect(await findDigest(db.database, 'daily', '2026-03-24')).toBeNull();
    expect(await findDigest(db.database, 'sample', '2026-03-23')).toBeNull();
    expect(await findDigestById(db.database, frozen.id + 1)).toBeNull();
  });

  test('is released once; releasing again keeps the time', async () => {
    const { id } = await assembled('2026-03-23', 1);
    expect(await releaseDigest(db.database, id, now)).toMatchObject({ id, releasedAt: now });
    const later = new Date('2026-03-23T09:00:00Z');
    expect(await releaseDigest(db.database, id, later)).toMatchObject({ releasedAt: now });
    expect(await releaseDigest(db.database, id + 1, now)).toBeNull();
  });

  test('the current one is the newest that is released and holds papers', async () => {
    expect(await latestDigestWithPapers(db.database, 'daily')).toBeNull();
    const friday = await assembled('2026-03-20', 2);
    const saturday = await assembled('2026-03-21', 0);
    await assembled('2026-03-23', 2);
    expect(await latestDigestWithPapers(db.database, 'daily')).toBeNull();
    for (const { id } of [friday, saturday]) await releaseDigest(db.database, id, now);
    expect(await latestDigestWithPapers(db.database, 'daily')).toEqual({ ...friday, releasedAt: now });
  });

  test('a sample needs no release', async () => {
    const sample = await assembled('2026-03-20', 2, 'sample');
    expect(await latestDigestWithPapers(db.database, 'sample')).toEqual(sample);
    expect(await latestDigestWithPapers(db.database, 'daily')).toBeNull();
  });

  test('are listed by kind, the newest first, in pages', async () => {
    const days = [];
    for (const [index, day] of ['2026-03-18', '2026-03-19', '2026-03-20', '2026-03-21'].entries()) {
      days.push(await assembled(day, 3 - index));
    }
    await assembled('2026-03-22', 1, 'sample');
    expect(await listDigests(db.database, { limit: 3 })).toEqual([]);
    for (const { id } of days) await releaseDigest(db.database, id, now);
    const periods = async (page: Parameters<typeof listDigests>[1]) =>
      (await listDigests(db.database, page)).map(({ period, paperCount }) => `${period} ${paperCount}`);
    expect(await periods({ limit: 3 })).toEqual(['2026-03-21 0', '2026-03-20 1', '2026-03-19 2']);
    expect(await periods({ limit: 3, before: '2026-03-19' })).toEqual(['2026-03-18 3']);
    expect(await periods({ limit: 3, kind: 'sample' })).toEqual(['2026-03-22 1']);
  });
});
