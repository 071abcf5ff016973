import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { sampleSource } from '../../src/sources/sample-source.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper, type Sighting } from '../support/listed-paper.js';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, polls, digests');
});

async function poll(
  date: string,
  seen: readonly Omit<Sighting, 'date'>[],
  errorCode: 'SOURCE_UNAVAILABLE' | null = null,
) {
  await savePapers(
    db.database,
    seen.map((sighting) => listedPaper({ ...sighting, date })),
  );
  const moment = new Date(`${date}T08:00:00Z`);
  const about = { source: 'huggingface', listDate: date, startedAt: moment, finishedAt: moment };
  await recordPoll(db.database, { ...about, papers: seen.length, skipped: 0, errorCode, errorDetail: null });
}

function assemble(listDate: string, kind: 'daily' | 'sample' = 'daily', strategy = 'upvotes') {
  const now = new Date(`${listDate}T08:05:00Z`);
  return assembleDigest(db.database, { kind, period: listDate, listDate, now, strategy });
}

const idsOf = ({ papers }: DigestWithPapers) => papers.map(({ paper }) => paper.id);

describe('assembleDigest', () => {
  test('ranks the list and freezes it with its scores', async () => {
    await poll('2026-03-23', [
      { id: '2603.00001', upvotes: 5 },
      { id: '2603.00002', upvotes: 9 },
      { id: '2603.00003', upvotes: 9, comments: 4 },
    ]);
    const digest = await assemble('2026-03-23');
    expect(digest).toMatchObject({
      kind: 'daily',
      period: '2026-03-23',
      listDate: '2026-03-23',
      strategy: 'upvotes',
      frozenAt: new Date('2026-03-23T08:05:00Z'),
      releasedAt: null,
      fannedOutAt: null,
    });
    expect(idsOf(digest)).toEqual(['2603.00003', '2603.00002', '2603.00001']);
    expect(digest.papers.map(({ position, score }) => [position, score])).toEqual([
      [1, 9],
      [2, 9],
      [3, 5],
    ]);
    expect(digest.papers[0]?.breakdown).toEqual({ upvotes: 9 });
  });

  test('assembling again from the stored rows gives the same digest, whatever was observed since', async () => {
    const at = (hour: number) => new Date(`2026-03-23T0${hour}:00:00Z`);
    await poll('2026-03-23', [
      { id: '2603.00001', upvotes: 9, observedAt: at(2) },
      { id: '2603.00002', upvotes: 1, observedAt: at(2) },
      { id: '2603.00003', upvotes: 5, observedAt: at(8) },
    ]);
    await poll('2026-03-23', [
      { id: '2603.00001', upvotes: 10, observedAt: at(8) },
      { id: '2603.00002', upvotes: 10, observedAt: at(8) },
    ]);
    const frozen = await assemble('2026-03-23', 'daily', 'trending');
    expect(idsOf(frozen)).toEqual(['2603.00002', '2603.00001', '2603.00003']);
    await poll('2026-03-23', [
      { id: '2603.00003', upvotes: 900, observedAt: at(9) },
      { id: '2603.00004', upvotes: 900, observedAt: at(9) },
    ]);
    await emptyTables(db.database, 'digests');
    const again = await assemble('2026-03-23', 'daily', 'trending');
    expect(again).toEqual({ ...frozen, id: again.id });
    expect(await assemble('2026-03-23')).toEqual(again);
  });

  test('a second call gives what was frozen, whatever came since', async () => {
    await poll('2026-03-23', [{ id: '2603.00001' }]);
    const frozen = await assemble('2026-03-23');
    await poll('2026-03-23', [
      { id: '2603.00002' },
      { id: '2603.00001', paper: { title: 'Renamed' }, upvotes: 99 },
    ]);
    expect(await assemble('2026-03-23')).toEqual(frozen);
  });

  test('a paper that came late is carried by the next digest, once', async () => {
    await poll('2026-03-23', [{ id: '2603.00001' }]);
    await assemble('2026-03-23');
    await poll('2026-03-23', [{ id: '2603.00001' }, { id: '2603.00002' }]);
    await poll('2026-03-24', [{ id: '2603.00003' }]);
    expect(idsOf(await assemble('2026-03-24'))).toEqual(['2603.00002', '2603.00003']);
    await poll('2026-03-25', [{ id: '2603.00004' }]);
    expect(idsOf(await assemble('2026-03-25'))).toEqual(['2603.00004']);
  });

  test('a paper that is listed on two days reaches readers once', async () => {
    await poll('2026-03-18', [{ id: '2603.00001' }]);
    await assemble('2026-03-18');
    await poll('2026-03-24', [{ id: '2603.00001' }, { id: '2603.00002' }]);
    expect(idsOf(await assemble('2026-03-24'))).toEqual(['2603.00002']);
  });

  test('looks back two weeks and no further', async () => {
    await poll('2026-03-09', [{ id: '2603.00000' }]);
    await assemble('2026-03-09');
    await poll('2026-03-10', [{ id: '2603.00001' }]);
    await poll('2026-03-11', [{ id: '2603.00002' }]);
    await poll('2026-03-24', [{ id: '2603.00003' }]);
    expect(idsOf(await assemble('2026-03-24'))).toEqual(['2603.00002', '2603.00003']);
  });

  test('leaves lists from before the first digest alone, then and later', async () => {
    await poll('2026-03-20', [{ id: '2603.00001' }]);
    await poll('2026-03-23', [{ id: '2603.00002' }]);
    await poll('2026-03-24', [{ id: '2603.00003' }]);
    expect(idsOf(await assemble('2026-03-23'))).toEqual(['2603.00002']);
    expect(idsOf(await assemble('2026-03-24'))).toEqual(['2603.00003']);
  });

  test('an empty list of a weekday may only be late: it is frozen when the day is over', async () => {
    await poll('2026-03-24', []);
    await expect(assemble('2026-03-24')).rejects.toMatchObject({ code: 'DIGEST_NOT_READY' });
    const order = {
      kind: 'daily',
      period: '2026-03-24',
      listDate: '2026-03-24',
      strategy: 'upvotes',
    } as const;
    const late = await assembleDigest(db.database, { ...order, now: new Date('2026-03-25T00:00:30Z') });
    expect(late.papers).toEqual([]);
  });

  test('a day of rest freezes an empty digest; what came late waits for the next list', async () => {
    await poll('2026-03-20', [{ id: '2603.00001' }]);
    await assemble('2026-03-20');
    await poll('2026-03-20', [{ id: '2603.00002' }]);
    await poll('2026-03-21', []);
    expect(idsOf(await assemble('2026-03-21'))).toEqual([]);
    await poll('2026-03-23', [{ id: '2603.00003' }]);
    expect(idsOf(await assemble('2026-03-23'))).toEqual(['2603.00002', '2603.00003']);
  });

  test('a list that was never read gives no digest', async () => {
    const notReady = { code: 'DIGEST_NOT_READY', details: { kind: 'daily', listDate: '2026-03-23' } };
    await expect(assemble('2026-03-23')).rejects.toMatchObject(notReady);
    await poll('2026-03-23', [], 'SOURCE_UNAVAILABLE');
    await expect(assemble('2026-03-23')).rejects.toMatchObject(notReady);
    await poll('2026-03-24', [{ id: '2603.00001' }]);
    await expect(assemble('2026-03-23')).rejects.toMatchObject(notReady);
  });

  test('a list that was read before the source went down gives a digest', async () => {
    await poll('2026-03-23', [{ id: '2603.00001' }]);
    await poll('2026-03-23', [], 'SOURCE_UNAVAILABLE');
    expect(idsOf(await assemble('2026-03-23'))).toEqual(['2603.00001']);
  });

  test.each(['no such', 'toString', '__proto__'])('the strategy %s is unknown', async (strategy) => {
    await poll('2026-03-23', [{ id: '2603.00001' }]);
    await expect(assemble('2026-03-23', 'daily', strategy)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const { rowCount } = await db.database.query('SELECT FROM digests');
    expect(rowCount).toBe(0);
  });

  test('samples make digests of their own and never get into a daily one', async () => {
    const { listed } = await sampleSource().fetchList('2026-03-23', new AbortController().signal);
    await savePapers(db.database, listed);
    await expect(assemble('2026-03-23')).rejects.toMatchObject({ code: 'DIGEST_NOT_READY' });
    await poll('2026-03-23', [{ id: '2603.00001' }]);
    expect(idsOf(await assemble('2026-03-23', 'sample'))).toEqual(listed.map(({ paper }) => paper.id));
    expect(idsOf(await assemble('2026-03-23'))).toEqual(['2603.00001']);
  });

  test('calls at the same time: one freezes, all get the same', async () => {
    await poll('2026-03-23', [{ id: '2603.00001' }, { id: '2603.00002' }]);
    const digests = await Promise.all(Array.from({ length: 8 }, () => assemble('2026-03-23')));
    expect(new Set(digests.map(({ id }) => id)).size).toBe(1);
    for (const digest of digests) expect(digest).toEqual(digests[0]);
  });

  test('periods that are assembled at the same time share no paper', async () => {
    const days = ['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26'];
    for (const day of days)
      await poll(day, [{ id: '2603.00001' }, { id: `2603.1${day.slice(5, 7)}${day.slice(8)}` }]);
    const digests = await Promise.all(days.map((day) => assemble(day)));
    const ids = digests.flatMap(idsOf);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });
});
