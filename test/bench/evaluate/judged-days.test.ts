import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeableDays } from '../../../bench/evaluate/ranking/judged-days.js';
import { type BadRow, readObservations } from '../../../bench/evaluate/ranking/observation-csv.js';
import { gatherDays } from '../../../bench/evaluate/ranking/observed-days.js';

const DAY = '2026-03-23';
const COLUMNS = 'paper_id,list_date,observed_at_utc,upvotes,num_comments,github_stars,source';

async function read(lines: readonly string[]) {
  const bad: BadRow[] = [];
  const rows = readObservations([COLUMNS, ...lines], (row) => bad.push(row));
  const judged = judgeableDays(await gatherDays(rows, () => true));
  return { ...judged, bad };
}

const row = (id: number, time: string, upvotes: number, comments = '', stars = '', date = DAY) =>
  `2603.0000${id},${date},${date}T${time}Z,${upvotes},${comments},${stars},someone`;
const sixAt = (time: string, upvotes = 1) => [1, 2, 3, 4, 5, 6].map((id) => row(id, time, upvotes));

describe('a list as it was first known', () => {
  test('takes what was seen in the first round and nothing later', async () => {
    const { days } = await read([
      row(1, '20:00:00', 50, '9', '99'),
      ...sixAt('08:00:00', 3),
      row(2, '08:10:00', 4, '2'),
      row(2, '23:00:00', 7),
    ]);
    const [day] = days;
    expect(day?.now).toEqual(new Date(`${DAY}T08:10:00Z`));
    expect(
      day?.candidates.map(({ paper, upvotes, comments, stars }) => [paper.id, upvotes, comments, stars]),
    ).toEqual([
      ['2603.00001', 3, 0, null],
      ['2603.00002', 4, 2, null],
      ...[3, 4, 5, 6].map((id) => [`2603.0000${id}`, 3, 0, null]),
    ]);
    expect(day?.candidates[1]?.sightings).toHaveLength(2);
    expect(Object.fromEntries(day?.finalUpvotes ?? [])).toMatchObject({
      '2603.00001': 50,
      '2603.00002': 7,
      '2603.00003': 3,
    });
  });

  test('leaves out papers that nobody had seen by then', async () => {
    const { days } = await read([...sixAt('08:00:00'), row(7, '08:16:00', 90), row(1, '20:00:00', 2)]);
    expect(days[0]?.candidates).toHaveLength(6);
    expect(days[0]?.finalUpvotes.has('2603.00007')).toBe(false);
  });

  test('knows what any observer knew; what one did not look at keeps its value', async () => {
    const { days } = await read([
      ...sixAt('08:00:00'),
      row(1, '08:01:00', 5, '3', '70'),
      row(1, '08:02:00', 6),
      row(1, '21:00:00', 9),
    ]);
    expect(days[0]?.candidates[0]).toMatchObject({ upvotes: 6, comments: 3, stars: 70 });
  });

  test('lists that cannot tell are left out and counted', async () => {
    const { days, skipped } = await read([
      ...sixAt('08:00:00'),
      row(1, '08:00:00', 1, '', '', '2026-03-24'),
      row(1, '20:00:00', 1, '', '', '2026-03-24'),
    ]);
    expect(days).toEqual([]);
    expect(skipped).toEqual({ fewPapers: 1, notSeenAgain: 1 });
  });

  test('the order of the rows does not matter', async () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((minute) => {
      return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
    });
    const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), time, fc.nat(20)), {
      selector: ([id, at]) => `${id} ${at}`,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.infiniteStream(fc.nat()), async (given, random) => {
        const lines = [...given.map(([id, at, votes]) => row(id, at, votes)), ...sixAt('00:05:00')];
        const shuffled = lines
          .map((line) => ({ line, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ line }) => line);
        const byId = ({ days }: Awaited<ReturnType<typeof read>>) =>
          days.map((day) => ({
            ...day,
            candidates: day.candidates.toSorted((a, b) => a.paper.id.localeCompare(b.paper.id)),
            finalUpvotes: Object.fromEntries(day.finalUpvotes),
          }));
        expect(byId(await read(shuffled))).toEqual(byId(await read(lines)));
      }),
    );
  });
});

describe('rows that cannot be used', () => {
  test.each([
    ['2603.00001,2026-03-23,2026-03-23T08:00:00Z,1,,', 'has 6 fields, not 7'],
    ['"2603.00001,2026-03-23,2026-03-23T08:00:00Z,1,,,x', 'paper_id is not the id of a paper'],
    ['2603.00001,2026-02-30,2026-03-23T08:00:00Z,1,,,x', 'list_date is not a day'],
    ['2603.00001,2026-03-23,2026-03-23 08:00,1,,,x', 'observed_at_utc is not a moment'],
    ['2603.00001,2026-03-23,2026-03-23T28:00:00Z,1,,,x', 'observed_at_utc is not a moment'],
    ['2603.00001,2026-03-23,2026-03-23T08:00:00Z,,,,x', 'upvotes is not a whole number'],
    ['2603.00001,2026-03-23,2026-03-23T08:00:00Z,-1,,,x', 'upvotes is not a whole number'],
    ['2603.00001,2026-03-23,2026-03-23T08:00:00Z,1,1.5,,x', 'num_comments is neither'],
    ['2603.00001,2026-03-23,2026-03-23T08:00:00Z,1,,many,x', 'github_stars is neither'],
  ])('%s', async (line, reason) => {
    const { bad } = await read(['', line, row(1, '08:00:00', 1)]);
    expect(bad).toEqual([{ line: 3, reason: expect.stringContaining(reason) }]);
  });

  test.each([[[]], [['paper_id,upvotes']], [['', COLUMNS]]])(
    'a wrong first line ends it: %j',
    async (lines) => {
      const rows = readObservations(lines, () => undefined);
      await expect(rows.next()).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    },
  );

  test('a byte order mark and carriage returns are no fault', async () => {
    const lines = [`\uFEFF${COLUMNS}\r`, `${row(1, '08:00:00', 1)}\r`];
    const found = [];
    for await (const observed of readObservations(lines, ({ reason }) => expect.unreachable(reason)))
      found.push(observed);
    expect(found).toMatchObject([{ paperId: '2603.00001', upvotes: 1, comments: null, stars: null }]);
  });

  test.each([
    [
      'other columns in another order',
      'upvotes,x,list_date,observed_at_utc,paper_id',
      '7,,2026-03-23,2026-03-23T08:00:00Z,2603.00001',
    ],
    ['quotation marks', COLUMNS, '"2603.00001","2026-03-23","2026-03-23T08:00:00Z","7","","","a, ""b"""'],
    ['blanks', COLUMNS, ' 2603.00001 , 2026-03-23, 2026-03-23T08:00:00Z , 7 ,,,'],
    [
      'a version, an offset and a point',
      COLUMNS,
      '2603.00001v2,2026-03-23,2026-03-23 08:00:00+00:00,7.0,,,x',
    ],
    ['columns in capitals', COLUMNS.toUpperCase(), '2603.00001,2026-03-23,2026-03-23T08:00:00.000Z,7,,,'],
  ])('%s are no fault', async (_name, header, line) => {
    const found = [];
    for await (const observed of readObservations([header, line], ({ reason }) => expect.unreachable(reason)))
      found.push(observed);
    const at = new Date('2026-03-23T08:00:00Z');
    const known = { paperId: '2603.00001', listDate: DAY, at, upvotes: 7, comments: null, stars: null };
    expect(found).toEqual([known]);
  });
});
