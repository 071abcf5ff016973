import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { type CurationRequest, curate, takeBack } from '../../src/digests/curate.js';
import { nextToFreeze } from '../../src/digests/open-digest.js';
import type { PeriodicKind } from '../../src/model/digest.js';
import { lastDayOf } from '../../src/model/digest-period.js';
import { listCurations } from '../../src/store/digests/curations.js';
import { findDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';

let db: TestDatabase;
const early = (day: string) => new Date(`${day}T05:00:00Z`);

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, polls, digests, curations');
  await list('2026-03-20', ['2603.00000']);
  await list('2026-03-23', ['2603.00001', '2603.00002', '2603.00003']);
  await list('2026-03-24', ['2603.00004', '2603.00005']);
});

/** Puts papers on a list, the first with the most upvotes. */
async function list(date: string, ids: readonly string[]): Promise<void> {
  const observedAt = new Date(`${date}T04:00:00Z`);
  await savePapers(
    db.database,
    ids.map((id, index) => listedPaper({ id, date, upvotes: 90 - index, observedAt })),
  );
}

/** What deciding needs at a moment. */
const at = (now: Date) => ({ database: db.database, clock: () => now, log: { info: () => undefined } });

type Given = Partial<CurationRequest> & { readonly now?: Date };

function decide(action: CurationRequest['action'], paper: string, { now, ...given }: Given = {}) {
  const digest = { kind: 'daily', period: '2026-03-23' } as const;
  const order = { action, paper, digest, note: null } as const;
  return curate(at(now ?? early('2026-03-23')), cliActor(), { ...order, ...given });
}

async function assemble(period: string, kind: PeriodicKind = 'daily', most?: number): Promise<string[]> {
  const listDate = lastDayOf(kind, period);
  const now = new Date(`${kind === 'daily' ? period : '2026-03-30'}T08:00:00Z`);
  const order = { kind, period, listDate, now, strategy: 'upvotes' };
  const { papers } = await assembleDigest(db.database, most === undefined ? order : { ...order, most });
  return papers.map(({ paper }) => paper.id.slice(-1));
}

const on = (period: string, kind: PeriodicKind = 'daily') => ({ digest: { kind, period } });

describe('curation', () => {
  it('puts pinned papers on top, takes added ones in by their score, and leaves hidden ones out', async () => {
    await decide('pin', '2603.00003', { note: ' Read\nthis. ' });
    await decide('hide', '2603.00001');
    await decide('add', '2603.00000');
    expect(await assemble('2026-03-23')).toEqual(['3', '0', '2']);
    const digest = await findDigest(db.database, 'daily', '2026-03-23');
    expect(digest?.papers.map(({ curation, note }) => [curation, note])).toEqual([
      ['pin', 'Read this.'],
      ['add', null],
      [null, null],
    ]);
  });

  it('gives the same digest from the same rows, whatever was decided since', async () => {
    await decide('pin', '2603.00002', { note: 'Why.' });
    const hidden = await decide('hide', '2603.00003');
    await assemble('2026-03-23');
    const frozen = await findDigest(db.database, 'daily', '2026-03-23');
    await takeBack(at(early('2026-03-24')), cliActor(), hidden.id);
    await decide('hide', '2603.00002', { ...on('2026-03-24'), now: early('2026-03-24') });
    await emptyTables(db.database, 'digests');
    await assemble('2026-03-23');
    const again = await findDigest(db.database, 'daily', '2026-03-23');
    expect(again).toEqual({ ...frozen, id: again?.id });
  });

  it('hides from every later digest of every kind until that is taken back', async () => {
    const { id } = await decide('hide', '2603.00001');
    expect(await assemble('2026-03-23')).toEqual(['2', '3']);
    expect(await assemble('2026-03-23', 'weekly')).toEqual(['4', '2', '5', '3']);
    expect(await assemble('2026-03-24')).toEqual(['4', '5']);
    await takeBack(at(early('2026-03-25')), cliActor(), id);
    await list('2026-03-25', ['2603.00006']);
    expect(await assemble('2026-03-25')).toEqual(['1', '6']);
  });

  it('keeps a paper for the digest that it is pinned to, and hands it on where that was never frozen', async () => {
    await decide('pin', '2603.00003', on('2026-03-24'));
    expect(await assemble('2026-03-23')).toEqual(['1', '2']);
    await list('2026-03-25', ['2603.00006']);
    expect(await assemble('2026-03-25')).toEqual(['3', '4', '6', '5']);
  });

  it('counts for the digest of a week, within its most', async () => {
    await decide('pin', '2603.00005', on('2026-03-23', 'weekly'));
    await decide('add', '2603.00000', on('2026-03-23', 'weekly'));
    expect(await assemble('2026-03-23', 'weekly', 3)).toEqual(['5', '0', '1']);
    expect(await assemble('2026-03-23')).toEqual(['1', '2', '3']);
  });

  it('takes what was added into a day of rest, and nothing else', async () => {
    const poll = { source: 'huggingface', listDate: '2026-03-28', papers: 0, skipped: 0 };
    const at = { startedAt: early('2026-03-28'), finishedAt: early('2026-03-28') };
    await recordPoll(db.database, { ...poll, ...at, errorCode: null, errorDetail: null });
    await assemble('2026-03-23');
    await decide('add', '2603.00000', on('2026-03-28'));
    expect(await assemble('2026-03-28')).toEqual(['0']);
  });

  it('has one decision in effect for a paper: the newest', async () => {
    await decide('pin', '2603.00003');
    await decide('hide', '2603.00003');
    await decide('add', '2603.00003');
    expect(await assemble('2026-03-23')).toEqual(['1', '2', '3']);
    const all = await listCurations(db.database, { all: true, limit: 10 });
    expect(all.map(({ action, endedAt }) => [action, endedAt === null])).toEqual([
      ['add', true],
      ['hide', false],
      ['pin', false],
    ]);
    expect(await listCurations(db.database, { all: false, limit: 10 })).toEqual([]);
  });

  it('comes too late for a digest that is frozen', async () => {
    const { id } = await decide('pin', '2603.00002');
    await assemble('2026-03-23');
    for (const action of ['pin', 'add', 'hide'] as const) {
      await expect(decide(action, '2603.00005')).rejects.toMatchObject({ code: 'DIGEST_FROZEN' });
    }
    const late = takeBack(at(early('2026-03-24')), cliActor(), id);
    await expect(late).rejects.toMatchObject({ code: 'DIGEST_FROZEN' });
  });

  it('refuses a paper that is not stored, one that readers had, and a note that is too long', async () => {
    await assemble('2026-03-23');
    const later = on('2026-03-24');
    await expect(decide('add', '2603.09999', later)).rejects.toMatchObject({ code: 'PAPER_UNKNOWN' });
    await expect(decide('add', 'what I read', later)).rejects.toThrow(/not the id of a paper.*2603\.17024/);
    await expect(decide('add', '2603.00001v2', later)).rejects.toMatchObject({ code: 'PAPER_TAKEN' });
    const wordy = { ...later, note: 'x'.repeat(501) };
    await expect(decide('add', '2603.00004', wordy)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(takeBack(at(early('2026-03-24')), cliActor(), 7)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the digest that freezes next', () => {
  const times = { digestTime: '08:00', digestTimezone: 'UTC' };

  it.each([
    ['2026-03-23T07:00:00Z', 'daily', '2026-03-23'],
    ['2026-03-23T08:30:00Z', 'daily', '2026-03-23'],
    ['2026-03-28T12:00:00Z', 'daily', '2026-03-30'],
    ['2026-03-23T08:30:00Z', 'weekly', '2026-03-16'],
    ['2026-03-23T08:30:00Z', 'monthly', '2026-02-01'],
  ] as const)('at %s of kind %s is that of %s', async (now, kind, period) => {
    // On Monday before eight, the day that is due is a Sunday: a day of rest.
    expect(await nextToFreeze(db.database, kind, times, new Date(now))).toEqual({ kind, period });
  });

  it('is the first that is not frozen', async () => {
    await assemble('2026-03-23');
    await assemble('2026-03-24');
    const now = new Date('2026-03-23T09:00:00Z');
    expect(await nextToFreeze(db.database, 'daily', times, now)).toMatchObject({ period: '2026-03-25' });
  });
});
