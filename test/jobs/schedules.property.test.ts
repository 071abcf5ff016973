import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { assembleDue } from '../../src/jobs/assemble.js';
import { dueLists, pollDue } from '../../src/jobs/poll-due.js';
import { addDays, isWeekend } from '../../src/model/calendar-date.js';
import type { ListedPaper } from '../../src/model/paper.js';
import type { Source } from '../../src/sources/source.js';
import { listedPaper } from '../support/listed-paper.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const signal = new AbortController().signal;
const HOUR_MS = 3_600_000;
const FIRST = '2026-06-16';
const DAYS = 9;
/** Then all is well again, with a paper on each weekday: what came late is carried by the next list that has any. */
const SETTLING_DAYS = 6;
const settlingDays = Array.from({ length: SETTLING_DAYS }, (_, index) => addDays(FIRST, DAYS + index));
const days = Array.from({ length: DAYS }, (_, index) => addDays(FIRST, index));

let bench: StageBench;
beforeAll(async () => {
  bench = await openStageBench();
});
afterAll(() => bench.close());

interface Arrival {
  readonly day: string;
  /** When it comes to be on the list, in hours after that day began. */
  readonly afterHours: number;
  /** The list that it is moved to a day later, a day later by itself. */
  readonly moved: boolean;
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  day: fc.constantFrom(...days.filter((day) => !isWeekend(day))),
  afterHours: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 23 }) }, fc.nat({ max: 72 })),
  moved: fc.boolean(),
});
/** What the service does in each of the eight hours of a schedule. */
const tick = fc.constantFrom('up', 'up', 'up', 'down', 'source-down', 'retitled');

/** What the source lists on a day, as it is at a moment. */
function listOn(day: string, arrivals: readonly Arrival[], now: Date, title: string): ListedPaper[] {
  return arrivals.flatMap(({ day: first, afterHours, moved }, index) => {
    const hours = (now.getTime() - Date.parse(`${first}T00:00:00Z`)) / HOUR_MS;
    const listedOn = moved && hours >= 48 ? addDays(first, 1) : first;
    if (hours < afterHours || listedOn !== day) return [];
    const paper = { title: `${title} ${index}` };
    return [listedPaper({ id: idOf(index), date: day, observedAt: now, upvotes: Math.floor(hours), paper })];
  });
}

const idOf = (index: number) => `2603.${10_000 + index}`;

it('every paper is in exactly one daily digest: days late, out of order, runs missed, dates moved', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { minLength: 5, maxLength: 30 }),
      fc.array(tick, { minLength: DAYS * 3, maxLength: DAYS * 3 }),
      async (random, ticks) => {
        await bench.empty();
        const calm = settlingDays.filter((day) => !isWeekend(day));
        const arrivals = [...random, ...calm.map((day) => ({ day, afterHours: 1, moved: false }))];
        const settling = Array.from({ length: SETTLING_DAYS * 3 }, () => 'up' as const);
        for (const [index, event] of [...ticks, ...settling].entries()) {
          const now = Date.parse(`${FIRST}T00:30:00Z`) + index * 8 * HOUR_MS;
          if (event === 'down') continue;
          bench.setNow(new Date(now).toISOString());
          await turn(async (day) => {
            if (event === 'source-down') throw new BroadsheetError('SOURCE_UNAVAILABLE', 'down');
            const title = event === 'retitled' ? 'Another title' : 'A title';
            return { listed: listOn(day, arrivals, new Date(now), title), skipped: [] };
          });
        }
        const held = await heldPapers();
        expect(new Set(held).size).toBe(held.length);
        expect(arrivals.map((_, index) => idOf(index)).filter((id) => !held.includes(id))).toEqual(
          await beforeFirstDigest(),
        );
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
  // Five seconds of work, of which a busy machine makes a minute.
}, 240_000);

/** What the sweep does: reads what is due and makes the digest that is due. */
async function turn(fetchList: Source['fetchList']): Promise<void> {
  const sources = [{ name: 'huggingface', fetchList }];
  const context = { ...bench.context, sources, queues: { deliver: async () => undefined } };
  for (const { date } of await dueLists(context)) await pollDue(context, date, signal);
  await assembleDue(context, signal);
}

async function heldPapers(): Promise<string[]> {
  const { rows } = await bench.context.database.query<{ paper_id: string }>(
    `SELECT paper_id FROM digest_papers WHERE kind = 'daily'`,
  );
  return rows.map(({ paper_id }) => paper_id);
}

/** Lists before the first digest's own are history: what was only on them is in none. */
async function beforeFirstDigest(): Promise<string[]> {
  const { rows } = await bench.context.database.query<{ paper_id: string }>(
    `SELECT paper_id FROM listings GROUP BY paper_id
     HAVING max(list_date) < (SELECT min(list_date) FROM digests WHERE kind = 'daily') ORDER BY paper_id`,
  );
  return rows.map(({ paper_id }) => paper_id);
}
