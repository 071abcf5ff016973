import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollList } from '../../src/jobs/poll.js';
import { recordedAnswers } from '../support/huggingface-server.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const signal = new AbortController().signal;

interface RecordedFile {
  readonly name: string;
  readonly date: string;
  readonly items: readonly { readonly paper: { readonly id: string } }[];
}

function filesIn(folder: string): RecordedFile[] {
  const path = join(recordedAnswers, folder);
  const names = existsSync(path) ? readdirSync(path) : [];
  return names.sort().map((name) => ({
    name: join(folder, name),
    date: /\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? '',
    items: JSON.parse(readFileSync(join(path, name), 'utf8')) as RecordedFile['items'],
  }));
}

describe.skipIf(!existsSync(recordedAnswers))('recorded days', () => {
  const files = [...filesIn('daily_papers'), ...filesIn('older_schemas')];
  let bench: StageBench;

  beforeAll(async () => {
    bench = await openStageBench();
    await bench.empty();
    for (const { date, items } of files) bench.server.setDay(date, items);
  });
  afterAll(() => bench.close());

  async function pollAll(moment: string): Promise<void> {
    bench.setNow(moment);
    for (const { name, date, items } of files) {
      const results = await pollList(bench.context, date, signal);
      const expected = { source: 'huggingface', papers: items.length, skipped: 0, errorCode: null };
      expect(results, name).toEqual([expected]);
    }
  }

  /**
   * Everything that a poll may write, and which transaction wrote it. Of a paper that two recordings of different
   * days hold, each says what was true then, so that they take turns; it is left out.
   */
  async function rows(): Promise<unknown[]> {
    const once = '(SELECT paper_id FROM listings GROUP BY 1 HAVING count(*) = 1)';
    const statements = [
      `SELECT xmin, * FROM papers WHERE id IN ${once} ORDER BY id`,
      ...['listings', 'observations', 'source_records'].map(
        (table) => `SELECT xmin, * FROM ${table} WHERE paper_id IN ${once} ORDER BY 2, 3, 4`,
      ),
    ];
    const all = await Promise.all(statements.map((statement) => bench.context.database.query(statement)));
    return all.map((result) => result.rows);
  }

  it('all 54 and the older schemas are stored without a lost or doubled paper', async () => {
    expect(files).toHaveLength(64);
    await pollAll('2026-05-01T09:00:00Z');
    const { rows: stored } = await bench.context.database.query<{ list_date: string; papers: string[] }>(
      'SELECT list_date, array_agg(paper_id ORDER BY paper_id) AS papers FROM listings GROUP BY 1',
    );
    const lists = new Map(stored.map((row) => [row.list_date, row.papers]));
    for (const { name, date, items } of files) {
      const ids = items.map(({ paper }) => paper.id).sort();
      expect(lists.get(date) ?? [], name).toEqual(ids);
    }
    const distinct = new Set(files.flatMap(({ items }) => items.map(({ paper }) => paper.id)));
    const { rows: papers } = await bench.context.database.query('SELECT id FROM papers');
    expect(papers).toHaveLength(distinct.size);
  });

  it('polling all of them again changes nothing', async () => {
    const before = await rows();
    await pollAll('2026-05-01T10:00:00Z');
    expect(await rows()).toEqual(before);
  });
});
