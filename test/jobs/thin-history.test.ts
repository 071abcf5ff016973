import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { thinHistory } from '../../src/jobs/thin-history.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { lastPoll, recordPoll, sourceFacts } from '../../src/store/papers/polls.js';
import { emptyTables } from '../support/empty-tables.js';
import { listedPaper } from '../support/listed-paper.js';
import { openStageBench, type StageBench } from './stage-bench.js';

let bench: StageBench;
beforeAll(async () => {
  bench = await openStageBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.empty();
  await emptyTables(bench.context.database, 'upkeep');
  bench.setNow('2026-03-23T09:00:00Z');
});

const thin = () => thinHistory(bench.context);

async function see(id: string, moments: readonly string[], source = 'huggingface'): Promise<void> {
  const listed = moments.map((moment, upvotes) =>
    listedPaper({ id, source, date: moment.slice(0, 10), observedAt: new Date(moment), upvotes }),
  );
  for (const one of listed) await savePapers(bench.context.database, [one]);
}

async function moments(id: string): Promise<string[]> {
  const { rows } = await bench.context.database.query<{ observed_at: Date }>(
    'SELECT observed_at FROM observations WHERE paper_id = $1 ORDER BY observed_at',
    [id],
  );
  return rows.map((row) => row.observed_at.toISOString().slice(0, 16));
}

it('keeps the last observation of each day after a week, and all before', async () => {
  await see('2603.00001', [
    '2026-03-14T01:00Z',
    '2026-03-14T23:59Z',
    '2026-03-15T00:00Z',
    '2026-03-15T12:00Z',
    '2026-03-16T00:00Z',
    '2026-03-16T12:00Z',
  ]);
  await see('2603.00002', ['2026-03-14T05:00Z']);
  await thin();
  expect(await moments('2603.00001')).toEqual([
    '2026-03-14T23:59',
    '2026-03-15T12:00',
    '2026-03-16T00:00',
    '2026-03-16T12:00',
  ]);
  expect(await moments('2603.00002')).toEqual(['2026-03-14T05:00']);
  bench.setNow('2026-03-24T00:00:00Z');
  await thin();
  expect((await moments('2603.00001')).slice(2)).toEqual(['2026-03-16T12:00']);
});

it('keeps each source’s own, and does nothing more on the same day', async () => {
  await see('2603.00001', ['2026-03-10T01:00Z', '2026-03-10T02:00Z']);
  await see('2603.00001', ['2026-03-10T03:00Z'], 'file:ours');
  await thin();
  expect(await moments('2603.00001')).toEqual(['2026-03-10T02:00', '2026-03-10T03:00']);
  await see('2603.00001', ['2026-03-10T04:00Z', '2026-03-10T05:00Z']);
  await thin();
  expect(await moments('2603.00001')).toHaveLength(4);
});

it('goes on in batches where there is much', async () => {
  await see('2603.00001', ['2026-03-10T00:00Z']);
  await bench.context.database.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments)
     SELECT '2603.00001', 'huggingface', '2026-03-09T00:00Z'::timestamptz + n * interval '10 seconds', n, 0
       FROM generate_series(1, 7000) n`,
  );
  await thin();
  expect(await moments('2603.00001')).toHaveLength(2_001);
  await thin();
  expect(await moments('2603.00001')).toHaveLength(2);
});

it('whatever was seen, each day keeps what it ended with', async () => {
  const minutes = fc.uniqueArray(fc.nat({ max: 6 * 24 * 60 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(minutes, async (given) => {
      await emptyTables(bench.context.database, 'papers, upkeep');
      const begin = Date.parse('2026-03-08T00:00Z');
      const seen = given
        .sort((a, b) => a - b)
        .map((minute) => new Date(begin + minute * 60_000).toISOString().slice(0, 16));
      await see(
        '2603.00001',
        seen.map((moment) => `${moment}Z`),
      );
      await thin();
      const ends = new Map(seen.map((moment) => [moment.slice(0, 10), moment]));
      expect(await moments('2603.00001')).toEqual([...ends.values()]);
    }),
    { numRuns: 15 },
  );
});

it('keeps of old polls the last success of each list and what failed since', async () => {
  const poll = (day: number, hour: number, failed = false) => {
    const at = new Date(Date.UTC(2026, 2, day, hour));
    return recordPoll(bench.context.database, {
      source: 'huggingface',
      listDate: '2026-03-01',
      startedAt: at,
      finishedAt: at,
      papers: hour,
      skipped: 0,
      errorCode: failed ? 'SOURCE_UNAVAILABLE' : null,
      errorDetail: null,
    });
  };
  for (const hour of [1, 2, 3]) await poll(1, hour);
  await poll(1, 4, true);
  await poll(2, 5);
  await poll(2, 6, true);
  await poll(2, 7, true);
  await thin();
  const { rows } = await bench.context.database.query<{ papers: number }>(
    'SELECT papers FROM polls ORDER BY 1',
  );
  expect(rows.map(({ papers }) => papers)).toEqual([5, 6, 7]);
  expect(await lastPoll(bench.context.database, 'huggingface', '2026-03-01')).toMatchObject({ papers: 7 });
  const [facts] = await sourceFacts(bench.context.database, ['huggingface']);
  expect(facts?.failingSince).toEqual(new Date('2026-03-02T06:00Z'));
});

it('leaves a day with a row that cannot be deleted as it is, and thins all others', async () => {
  const { database } = bench.context;
  await see(
    '2603.00001',
    ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'].flatMap((day) => [
      `${day}T01:00Z`,
      `${day}T02:00Z`,
    ]),
  );
  await database.query(`
    CREATE FUNCTION cursed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cursed'; END $$;
    CREATE TRIGGER cursed BEFORE DELETE ON observations FOR EACH ROW
      WHEN (OLD.observed_at = '2026-03-11T01:00Z') EXECUTE FUNCTION cursed()`);
  try {
    await thin();
    expect(await moments('2603.00001')).toEqual([
      ...['2026-03-09T02:00', '2026-03-10T02:00', '2026-03-11T01:00', '2026-03-11T02:00', '2026-03-12T02:00'],
    ]);
    // And nothing is tried again before the next day.
    await thin();
  } finally {
    await database.query('DROP TRIGGER cursed ON observations; DROP FUNCTION cursed');
  }
});
