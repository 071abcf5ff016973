import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { BroadsheetError } from '../../src/errors.js';
import { addDays } from '../../src/model/calendar-date.js';
import { findDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const firstDay = '2026-03-16';
const day = fc.integer({ min: 0, max: 20 }).map((days) => addDays(firstDay, days));
const event = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const),
      day,
      papers: fc.uniqueArray(fc.integer({ min: 10, max: 30 }), { maxLength: 6 }),
      answered: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('assemble' as const), day }) },
);

async function poll(date: string, papers: readonly number[], answered: boolean): Promise<void> {
  const now = new Date(`${date}T08:00:00Z`);
  const seen = answered ? papers : [];
  await savePapers(
    db.database,
    seen.map((id) => listedPaper({ id: `2603.000${id}`, date, upvotes: id })),
  );
  await recordPoll(db.database, {
    source: 'huggingface',
    listDate: date,
    startedAt: now,
    finishedAt: now,
    papers: seen.length,
    skipped: 0,
    errorCode: answered ? null : 'SOURCE_UNAVAILABLE',
    errorDetail: null,
  });
}

test('over any sequence of polls and assemblies no paper comes twice and none of the window is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      await emptyTables(db.database, 'papers, polls, digests');
      /** What the lists hold, and which digest holds what, as the rules say. */
      const lists = new Map<string, Set<string>>();
      const frozen = new Map<string, readonly string[]>();
      for (const { kind, day: date, ...rest } of events) {
        if (kind === 'poll') {
          const { papers, answered } = rest as { papers: number[]; answered: boolean };
          await poll(date, papers, answered);
          if (answered) {
            const ids = papers.map((id) => `2603.000${id}`);
            lists.set(date, new Set([...(lists.get(date) ?? []), ...ids]));
          }
          continue;
        }
        const order = {
          kind: 'daily',
          period: date,
          listDate: date,
          now: new Date(),
          strategy: 'upvotes',
        } as const;
        const digest = await assembleDigest(db.database, order).catch((error: unknown) => error);
        if (!lists.has(date)) {
          expect(digest).toBeInstanceOf(BroadsheetError);
          expect(digest).toMatchObject({ code: 'DIGEST_NOT_READY' });
          continue;
        }
        expect(digest).toEqual(await findDigest(db.database, 'daily', date));
        const ids = (digest as { papers: { paper: { id: string } }[] }).papers.map(({ paper }) => paper.id);
        const held = new Set([...frozen.values()].flat());
        const due = [...lists]
          .filter(([listDate]) => listDate > addDays(date, -14) && listDate <= date)
          .filter(([listDate]) => listDate >= ([...frozen.keys(), date].sort()[0] ?? date))
          .flatMap(([, listed]) => [...listed])
          .filter((id) => !held.has(id));
        const expected = lists.get(date)?.size === 0 ? [] : [...new Set(due)].sort().reverse();
        expect(ids).toEqual(frozen.get(date) ?? expected);
        frozen.set(date, ids);
      }
      const all = [...frozen.values()].flat();
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns: 60 },
  );
});
