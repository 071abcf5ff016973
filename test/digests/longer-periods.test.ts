import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { lastDayOf } from '../../src/model/digest-period.js';
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

const see = (date: string, ...seen: readonly Omit<Sighting, 'date'>[]) =>
  savePapers(
    db.database,
    seen.map((sighting) => listedPaper({ ...sighting, date })),
  );

async function readEmpty(listDate: string): Promise<void> {
  const moment = new Date(`${listDate}T08:00:00Z`);
  const about = { source: 'huggingface', listDate, startedAt: moment, finishedAt: moment };
  await recordPoll(db.database, { ...about, papers: 0, skipped: 0, errorCode: null, errorDetail: null });
}

function assemble(kind: 'weekly' | 'monthly' | 'daily', period: string, now: string, most = 3) {
  const listDate = lastDayOf(kind, period);
  const order = { kind, period, listDate, now: new Date(now), strategy: 'final' };
  return assembleDigest(db.database, kind === 'daily' ? order : { ...order, most });
}

const idsOf = ({ papers }: DigestWithPapers) => papers.map(({ paper }) => paper.id);

describe('the digest of a week', () => {
  test('holds the best of its lists by what they ended with, not by what they had on their day', async () => {
    const onDay = new Date('2026-03-17T08:00:00Z');
    const later = new Date('2026-03-22T08:00:00Z');
    await see('2026-03-15', { id: '2603.00001', upvotes: 900, observedAt: later });
    await see(
      '2026-03-16',
      { id: '2603.00002', upvotes: 50, observedAt: onDay },
      { id: '2603.00003', upvotes: 9, observedAt: onDay },
    );
    await see('2026-03-16', { id: '2603.00003', upvotes: 80, observedAt: later });
    await see(
      '2026-03-22',
      { id: '2603.00004', upvotes: 60, observedAt: later },
      { id: '2603.00005', upvotes: 4, observedAt: later },
    );
    await see('2026-03-23', { id: '2603.00006', upvotes: 900, observedAt: later });
    const digest = await assemble('weekly', '2026-03-16', '2026-03-23T08:00:00Z');
    expect(digest).toMatchObject({ kind: 'weekly', period: '2026-03-16', listDate: '2026-03-22' });
    expect(idsOf(digest)).toEqual(['2603.00003', '2603.00004', '2603.00002']);
    expect(digest.papers.map(({ position, upvotes }) => [position, upvotes])).toEqual([
      [1, 80],
      [2, 60],
      [3, 50],
    ]);
  });

  test('is frozen once, and assembling it again from the rows gives the same', async () => {
    const observedAt = new Date('2026-03-20T08:00:00Z');
    await see('2026-03-18', { id: '2603.00001', upvotes: 5, observedAt });
    await see('2026-03-18', { id: '2603.00002', upvotes: 7, observedAt });
    const frozen = await assemble('weekly', '2026-03-16', '2026-03-23T08:00:00Z');
    const observedLater = new Date('2026-03-24T08:00:00Z');
    await see('2026-03-18', { id: '2603.00001', upvotes: 99, observedAt: observedLater });
    expect(await assemble('weekly', '2026-03-16', '2026-03-25T08:00:00Z')).toEqual(frozen);
    await emptyTables(db.database, 'digests');
    const again = await assemble('weekly', '2026-03-16', '2026-03-23T08:00:00Z');
    expect(again).toEqual({ ...frozen, id: again.id });
  });

  test('does not repeat a paper of an earlier one, and shares papers with days and months', async () => {
    const observedAt = new Date('2026-03-16T08:00:00Z');
    await see('2026-03-16', { id: '2603.00001', upvotes: 5, observedAt });
    const listAgain = async (date: string) => see(date, { id: '2603.00001', upvotes: 5, observedAt });
    expect(idsOf(await assemble('daily', '2026-03-16', '2026-03-16T08:00:00Z'))).toEqual(['2603.00001']);
    expect(idsOf(await assemble('weekly', '2026-03-16', '2026-03-23T08:00:00Z'))).toEqual(['2603.00001']);
    await listAgain('2026-03-24');
    await see('2026-03-24', { id: '2603.00002', upvotes: 1, observedAt });
    expect(idsOf(await assemble('weekly', '2026-03-23', '2026-03-30T08:00:00Z'))).toEqual(['2603.00002']);
    expect(idsOf(await assemble('monthly', '2026-03-01', '2026-04-01T08:00:00Z', 1))).toEqual(['2603.00001']);
  });

  test('is not ready while none of its lists was read, and empty where all that were read are', async () => {
    const order = () => assemble('weekly', '2026-03-16', '2026-03-23T08:00:00Z');
    await expect(order()).rejects.toMatchObject({ code: 'DIGEST_NOT_READY' });
    await readEmpty('2026-03-18');
    expect((await order()).papers).toEqual([]);
  });
});
