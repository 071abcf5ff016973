import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completePapers } from '../../src/jobs/complete-papers.js';
import type { PaperLookup } from '../../src/sources/source.js';
import { papersListedOn, savePapers } from '../../src/store/papers/papers.js';
import { listedPaper } from '../support/listed-paper.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const date = '2026-03-23';
const signal = new AbortController().signal;
let bench: StageBench;
let asked: string[][];
let fails: boolean;

const lookup: PaperLookup = {
  name: 'arxiv',
  most: 2,
  fetchPapers: async (ids) => {
    asked.push([...ids]);
    if (fails) throw new Error('down');
    return ids
      .filter((id) => id !== '2603.00003')
      .map((id) => {
        const { paper } = listedPaper({ id, date, paper: { title: 'As published', categories: ['cs.CL'] } });
        return { paper, withdrawn: false, seenAt: bench.context.clock() };
      });
  },
};

beforeAll(async () => {
  bench = await openStageBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.empty();
  bench.setNow('2026-03-23T09:00:00Z');
  asked = [];
  fails = false;
  const ids = ['2603.00001', '2603.00002', '2603.00003'];
  await savePapers(bench.context.database, [
    ...ids.map((id) => listedPaper({ id, date })),
    listedPaper({ id: '2603.00004', date }),
    listedPaper({ id: '2603.00004', date, source: 'arxiv', uncounted: true }),
    listedPaper({ id: 'sample-01', date, source: 'sample' }),
  ]);
});

const complete = () => completePapers({ ...bench.context, lookup }, date, signal);

describe('completePapers', () => {
  it('asks about what others list, a few at a time, and keeps what is said', async () => {
    await complete();
    expect(asked).toEqual([['2603.00001', '2603.00002'], ['2603.00003']]);
    const papers = await papersListedOn(bench.context.database, date);
    expect(papers.map(({ paper }) => [paper.id, paper.title, paper.categories])).toEqual([
      ['2603.00001', 'As published', ['cs.CL']],
      ['2603.00002', 'As published', ['cs.CL']],
      ['2603.00003', 'Invented paper 2603.00003', []],
      ['2603.00004', 'Invented paper 2603.00004', []],
    ]);
  });

  it('asks again after a day, also about what nobody knew', async () => {
    await complete();
    bench.setNow('2026-03-24T08:00:00Z');
    await complete();
    expect(asked).toHaveLength(2);
    bench.setNow('2026-03-24T09:00:01Z');
    await complete();
    expect(asked.flat()).toHaveLength(6);
  });

  it('leaves a failure to the next poll', async () => {
    fails = true;
    await complete();
    fails = false;
    await complete();
    expect(asked.flat()).toHaveLength(5);
  });

  it('asks nobody where nobody is configured', async () => {
    await completePapers({ ...bench.context, lookup: null }, date, signal);
    expect(asked).toEqual([]);
  });
});
