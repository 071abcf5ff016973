import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { curate } from '../../src/digests/curate.js';
import { addDays } from '../../src/model/calendar-date.js';
import { findDigest, releaseDigest } from '../../src/store/digests/digests.js';
import { deleteFrozen } from '../../src/store/digests/refreeze.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';

let db: TestDatabase;

/** What deciding needs at a moment. */
const at = (moment: string) => ({
  database: db.database,
  clock: () => new Date(moment),
  log: { info: () => undefined },
});

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers, polls, digests, curations');
});

const DAYS = ['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-03-20'] as const;
const paperOf = (day: string, number: number) => `2603.${day.slice(8)}00${number}`;

/** Sees five papers of a list with these upvotes, at six in the morning of a day. */
async function see(list: string, upvotes: readonly number[], on = list): Promise<void> {
  const observedAt = new Date(`${on}T06:00:00Z`);
  await savePapers(
    db.database,
    upvotes.map((count, index) =>
      listedPaper({ id: paperOf(list, index), date: list, upvotes: count, observedAt }),
    ),
  );
}

/** Freezes the digest of a day and releases it. */
async function assemble(period: string) {
  const digest = await freeze(period);
  await releaseDigest(db.database, digest.id, digest.frozenAt);
  return digest;
}

async function freeze(period: string) {
  const now = new Date(`${period}T08:00:00Z`);
  return assembleDigest(db.database, { kind: 'daily', period, listDate: period, now, strategy: 'trending' });
}

const usual = [40, 30, 20, 5, 4];
const later = [60, 45, 30, 97, 6];

describe('late bloomers of a daily digest', () => {
  it('are papers of an earlier one that took off, told with what they had, once', async () => {
    await see(DAYS[0], usual);
    await assemble(DAYS[0]);
    await see(DAYS[1], usual);
    await see(DAYS[0], later, DAYS[1]);
    const digest = await assemble(DAYS[1]);
    const first = await findDigest(db.database, 'daily', DAYS[0]);
    expect(digest.bloomers).toMatchObject([
      {
        paper: { id: paperOf(DAYS[0], 3) },
        before: first?.id,
        since: DAYS[0],
        upvotesBefore: 5,
        upvotes: 97,
      },
    ]);
    expect((await findDigest(db.database, 'daily', DAYS[1]))?.bloomers).toEqual(digest.bloomers);
    await see(DAYS[2], usual);
    await see(DAYS[0], [61, 46, 31, 300, 7], DAYS[2]);
    expect((await assemble(DAYS[2])).bloomers).toEqual([]);
  });

  it('are papers that no digest took, which then come in no list either', async () => {
    await see(DAYS[0], usual);
    await see(DAYS[1], usual);
    await assemble(DAYS[1]);
    await see(DAYS[0], later, DAYS[2]);
    await see(DAYS[2], usual);
    const { bloomers } = await assemble(DAYS[2]);
    expect(bloomers).toMatchObject([{ paper: { id: paperOf(DAYS[0], 3) }, before: null, since: DAYS[0] }]);
    const again = listedPaper({ id: paperOf(DAYS[0], 3), date: DAYS[3] });
    await savePapers(db.database, [again]);
    await see(DAYS[3], usual);
    const ids = (await assemble(DAYS[3])).papers.map(({ paper }) => paper.id);
    expect(ids).not.toContain(paperOf(DAYS[0], 3));
    expect(ids).toHaveLength(5);
  });

  it('are not what an operator hid, and none in a digest without papers', async () => {
    await see(DAYS[0], usual);
    await assemble(DAYS[0]);
    await see(DAYS[0], later, DAYS[1]);
    await see(DAYS[1], usual);
    const digest = { kind: 'daily', period: DAYS[1] } as const;
    const order = { action: 'hide', digest, note: null } as const;
    await curate(at(`${DAYS[1]}T07:00:00Z`), cliActor(), { ...order, paper: paperOf(DAYS[0], 3) });
    expect((await assemble(DAYS[1])).bloomers).toEqual([]);
  });
});

describe('papers of a digest that is not released', () => {
  const id = paperOf(DAYS[0], 3);
  const afterwards = async (day: string) => {
    await see(day, usual);
    await see(DAYS[0], later, day);
    return freeze(day);
  };

  it('are late only once it was: until then it keeps them, also where it is frozen again', async () => {
    await see(DAYS[0], usual);
    const held = await freeze(DAYS[0]);
    const next = await afterwards(DAYS[1]);
    expect(next.bloomers).toEqual([]);
    await deleteFrozen(db.database, held.id);
    const again = await freeze(DAYS[0]);
    expect(again.papers.map(({ paper }) => paper.id)).toContain(id);
    await releaseDigest(db.database, again.id, new Date(`${DAYS[1]}T09:00:00Z`));
    expect((await afterwards(DAYS[2])).bloomers).toMatchObject([{ paper: { id }, before: again.id }]);
    expect((await afterwards(DAYS[3])).bloomers).toEqual([]);
  });

  it('come late where it was cancelled, and then no digest held them before', async () => {
    await see(DAYS[0], usual);
    const { id: cancelled } = await freeze(DAYS[0]);
    await db.database.query('UPDATE digests SET cancelled_at = $2 WHERE id = $1', [
      ...[cancelled, new Date(`${DAYS[0]}T20:00:00Z`)],
    ]);
    expect((await afterwards(DAYS[1])).bloomers).toMatchObject([{ paper: { id }, before: null }]);
  });
});

describe('assembling again from the same rows', () => {
  const count = fc.integer({ min: 0, max: 200 });
  const look = fc.record({
    list: fc.constantFrom(...DAYS),
    after: fc.integer({ min: 0, max: 3 }),
    upvotes: fc.array(count, { minLength: 5, maxLength: 5 }),
  });
  const decision = fc.record({
    action: fc.constantFrom('pin', 'add', 'hide'),
    list: fc.constantFrom(...DAYS),
    number: fc.integer({ min: 0, max: 4 }),
    period: fc.constantFrom(...DAYS),
  });

  it('gives the same digests, with what was decided and what took off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(look, { maxLength: 12 }),
        fc.array(decision, { maxLength: 6 }),
        async (looks, decisions) => {
          await emptyTables(db.database, 'papers, polls, digests, curations');
          for (const day of DAYS) await see(day, [9, 8, 7, 6, 5]);
          for (const { list, after, upvotes } of looks) await see(list, upvotes, addDays(list, after));
          for (const { action, list, number, period } of decisions) {
            const digest = { kind: 'daily', period } as const;
            const order = {
              action,
              paper: paperOf(list, number),
              digest,
              note: `${list}`,
            } as const;
            await curate(at(`${DAYS[0]}T05:00:00Z`), cliActor(), order);
          }
          const bare = ({ id, ...digest }: Awaited<ReturnType<typeof assemble>>) => ({
            ...digest,
            bloomers: digest.bloomers.map((bloomer) => ({ ...bloomer, before: bloomer.before !== null })),
          });
          const first = [];
          for (const day of DAYS) first.push(bare(await assemble(day)));
          // What came after the last of them changes nothing either.
          await see(DAYS[4], [500, 400, 300, 200, 100], addDays(DAYS[4], 1));
          await emptyTables(db.database, 'digests');
          const second = [];
          for (const day of DAYS) second.push(bare(await assemble(day)));
          expect(second).toEqual(first);
          const all = first.flatMap(({ bloomers }) => bloomers.map(({ paper }) => paper.id));
          expect(new Set(all).size).toBe(all.length);
        },
      ),
      { numRuns: 15 },
    );
  });
});
