import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEvaluation } from '../../../bench/evaluate/main.js';

const HEADER = 'paper_id,list_date,observed_at_utc,upvotes,num_comments,github_stars,source';
const shared = new URL('../../../../shared/data/huggingface/upvotes_over_time.csv', import.meta.url).pathname;
const FIRST_HELD_OUT = '2025-11-01';

interface Result {
  readonly strategy: string;
  readonly days: number;
  readonly top5: number;
  readonly top10: number;
  readonly spearman: number;
  readonly ndcg10: number;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function invented(name: string, rows: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${rows.join('\n')}\n`);
  return file;
}

const evaluate = async (file: string, ...options: string[]) => {
  const written = { out: '', err: '' };
  const code = await runEvaluation(['ranking', '--observations', file, ...options], {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { code, ...written };
};

/** Seven papers: seen with 7 to 1 upvotes, then the second newest on top of the rest. */
const day = (date: string) =>
  [1, 2, 3, 4, 5, 6, 7].flatMap((id) => [
    `2603.0000${id},${date},${date}T08:00:00Z,${8 - id},,,a`,
    `2603.0000${id},${date},${date}T20:00:00Z,${id === 6 ? 100 : 8 - id},,,b`,
  ]);

describe('npm run evaluate -- ranking', () => {
  it('prints figures by strategy as JSON, without database and configuration', async () => {
    const file = await invented('two-days.csv', [HEADER, ...day('2026-03-23'), ...day('2026-03-24')]);
    const { code, out, err } = await evaluate(file, '--json', '--strategy', 'upvotes');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const results = JSON.parse(out);
    // The order 1 … 7 ends as 6 1 2 3 4 5 7; 6 pushes 5 out of the top five.
    const gains = [7, 6, 5, 4, 3, 100, 1].map((gain, place) => gain / Math.log2(place + 2));
    const best = [100, 7, 6, 5, 4, 3, 1].map((gain, place) => gain / Math.log2(place + 2));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(results).toEqual([
      {
        strategy: 'upvotes',
        days: 2,
        top5: 0.8,
        top10: 1,
        spearman: expect.closeTo(1 - (6 * 30) / (7 * 48), 9),
        ndcg10: expect.closeTo(sum(gains) / sum(best), 9),
        intervals: expect.objectContaining({ top5: [expect.closeTo(0.8, 9), expect.closeTo(0.8, 9)] }),
      },
    ]);
  });

  it('compares every strategy in a table, and looks only at the days that are asked for', async () => {
    const file = await invented('three-days.csv', [
      HEADER,
      ...day('2026-03-23'),
      ...day('2026-03-24'),
      ...day('2026-03-25'),
    ]);
    const { code, out } = await evaluate(file, '--from', '2026-03-24', '--until', '2026-03-24');
    expect(code).toBe(0);
    expect(out).toContain('1 lists, 2026-03-24 to 2026-03-24');
    for (const name of ['trending', 'upvotes', 'velocity', 'over upvotes']) expect(out).toContain(name);
  });

  it('names bad rows by their lines and goes on', async () => {
    const file = await invented('bad.csv', [HEADER, 'nonsense', ...day('2026-03-23'), '2603.00001,x,y,z,,,']);
    const { code, out, err } = await evaluate(file, '--json');
    expect(code).toBe(0);
    expect(err).toBe(
      'line 2: has 1 fields, not 7\nline 17: list_date is not a day written as YYYY-MM-DD\n2 rows left out\n',
    );
    expect(JSON.parse(out)).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ days: 1 })));
  });

  it.each([
    ['another header', ['id,votes'], [], 65, 'The first line of the file must name the columns'],
    ['a strategy that nobody knows', [HEADER], ['--strategy', 'magic'], 65, 'trending, upvotes, velocity'],
    ['a day that is none', [HEADER], ['--from', 'today'], 2, 'YYYY-MM-DD'],
  ])('refuses %s', async (name, rows, options, exitCode, message) => {
    const { code, err } = await evaluate(await invented(`${name}.csv`, rows), ...options);
    expect(code).toBe(exitCode);
    expect(err).toContain(message);
  });

  it('says that a file is not there', async () => {
    const { code, err } = await evaluate(join(folder, 'absent.csv'));
    expect(code).toBe(66);
    expect(err).toContain('absent.csv cannot be read');
  });
});

describe.skipIf(!existsSync(shared))('on recorded observations', () => {
  it('the default is better than raw upvotes on the days that it was not tuned on', async () => {
    const { code, out, err } = await evaluate(shared, '--json', '--from', FIRST_HELD_OUT);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const results: Result[] = JSON.parse(out);
    const [trending, upvotes] = ['trending', 'upvotes'].map((name) =>
      results.find(({ strategy }) => strategy === name),
    );
    if (trending === undefined || upvotes === undefined) throw new Error('a strategy is missing');
    expect(trending.days).toBeGreaterThan(100);
    expect(upvotes.days).toBe(trending.days);
    expect(trending.top5).toBeGreaterThan(upvotes.top5);
    expect(trending.top10).toBeGreaterThan(upvotes.top10);
    expect(trending.spearman).toBeGreaterThan(upvotes.spearman);
    expect(trending.ndcg10).toBeGreaterThan(upvotes.ndcg10);
  });
});
