import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { huggingFaceSource } from '../../../src/sources/huggingface/source.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import {
  type HuggingFaceServer,
  recordedAnswers,
  recordedList,
  startHuggingFaceServer,
} from '../../support/huggingface-server.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

interface Item {
  readonly title: string;
  readonly numComments: number;
  readonly paper: { readonly id: string; readonly upvotes: number; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

async function items(web: OpenWeb, query: string): Promise<Item[]> {
  const answer = await web.server.inject({ url: `/api/daily_papers${query}` });
  expect(answer.statusCode).toBe(200);
  return answer.json<Item[]>();
}

const ids = (list: readonly Item[]): string[] => list.map(({ paper }) => paper.id);
const byId = (list: readonly Item[]): Item[] => [...list].sort((a, b) => (a.paper.id < b.paper.id ? -1 : 1));

describe('papers in Hugging Face’s shape', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-04-02T12:00:00Z') });
    const at = (day: string) => ({ publishedAt: new Date(`${day}T10:00:00Z`) });
    await savePapers(web.database, [
      listedPaper({ id: '2603.00001', date: '2026-03-31', upvotes: 5, paper: at('2026-03-29') }),
      listedPaper({ id: '2603.00002', date: '2026-03-31', upvotes: 9, paper: at('2026-03-28') }),
      listedPaper({ id: '2603.00003', date: '2026-04-01', upvotes: 7, paper: at('2026-03-27') }),
      listedPaper({ id: '2603.00004', date: '2026-03-23', upvotes: 8, paper: at('2026-03-22') }),
      listedPaper({ id: 'sample-01', date: '2026-03-31', source: 'sample' }),
    ]);
  });
  afterAll(() => web.close());

  it('has a whole item for a paper that came without one', async () => {
    const [item] = await items(web, '?date=2026-04-01');
    expect(item).toEqual({
      title: 'Invented paper 2603.00003',
      summary: 'What the invented paper 2603.00003 would say.',
      publishedAt: '2026-03-27T10:00:00.000Z',
      numComments: 1,
      organization: { name: 'Institute of Examples', fullname: 'Institute of Examples' },
      submittedBy: { name: 'example-user', fullname: 'example-user' },
      paper: {
        id: '2603.00003',
        title: 'Invented paper 2603.00003',
        summary: 'What the invented paper 2603.00003 would say.',
        publishedAt: '2026-03-27T10:00:00.000Z',
        submittedOnDailyAt: '2026-04-01T00:00:00.000Z',
        authors: [
          { name: 'Ada Example', hidden: false },
          { name: 'Bo "the" Sample, {Jr.}', hidden: false },
        ],
        organization: { name: 'Institute of Examples', fullname: 'Institute of Examples' },
        ai_summary: 'One sentence.',
        ai_keywords: ['one', 'two'],
        githubRepo: 'https://example.org/code',
        githubStars: 3,
        projectPage: 'https://example.org/project',
        upvotes: 7,
      },
    });
  });

  it.each([
    ['?date=2026-03-31', ['2603.00001', '2603.00002']],
    ['?date=2026-03-31&sort=trending', ['2603.00002', '2603.00001']],
    ['?week=2026-W14', ['2603.00001', '2603.00002', '2603.00003']],
    ['?month=2026-03&sort=trending', ['2603.00002', '2603.00004', '2603.00001']],
    ['?month=2026-03&limit=2', ['2603.00001', '2603.00002']],
    ['?month=2026-03&limit=2&p=1', ['2603.00004']],
    ['?date=2026-03-31&p=1', []],
    ['?date=2026-03-31&submitter=nobody', []],
    ['?date=2026-03-31&submitter=', ['2603.00001', '2603.00002']],
    ['?date=2026-03-31&submitter=example-user&limit=1', ['2603.00001']],
    ['?date=2026-03-28', []],
    ['', ['2603.00003', '2603.00001', '2603.00002']],
    ['?sort=trending&limit=1', ['2603.00002']],
  ])('answers %s', async (query, expected) => {
    expect(ids(await items(web, query))).toEqual(expected);
  });

  it.each([
    ['/api/papers/search', ['2603.00003', '2603.00001', '2603.00002']],
    ['/api/papers/search?q=', ['2603.00003', '2603.00001', '2603.00002']],
    ['/api/papers/search?limit=1', ['2603.00003']],
    ['/api/papers/search?q=2603.00004', ['2603.00004']],
    ['/api/papers/search?q=invented&limit=2', expect.objectContaining({ length: 2 })],
    ['/api/papers/search?q=unheard', []],
  ])('finds %s', async (url, expected) => {
    const answer = await web.server.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(ids(answer.json<Item[]>())).toEqual(expected);
  });

  it('has one paper, flat', async () => {
    const answer = await web.server.inject({ url: '/api/papers/2603.00004' });
    expect(answer.json()).toMatchObject({ id: '2603.00004', upvotes: 8, githubStars: 3 });
  });

  it.each([
    ['/api/daily_papers?date=2026-02-30', 400],
    ['/api/daily_papers?date=2026-04-03', 400],
    ['/api/daily_papers?week=2026-W54', 400],
    ['/api/daily_papers?week=2026-W15', 400],
    ['/api/daily_papers?month=2026-13', 400],
    ['/api/daily_papers?date=2026-03-31&week=2026-W14', 400],
    ['/api/daily_papers?limit=101', 400],
    ['/api/daily_papers?p=-1', 400],
    ['/api/daily_papers?sort=random', 400],
    ['/api/papers/search?limit=121', 400],
    ['/api/papers/search?limit=0', 400],
    ['/api/papers/2603.99999', 404],
    ['/api/papers/sample-01', 404],
    ['/api/papers/nothing', 404],
  ])('%s is answered with %i and what is wrong', async (url, status) => {
    const answer = await web.server.inject({ url });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error: expect.stringMatching(/\w/) });
  });
});

describe.skipIf(!existsSync(recordedAnswers))('recorded answers, put in through the source', () => {
  let web: OpenWeb;
  let source: HuggingFaceServer;
  const days = existsSync(recordedAnswers)
    ? readdirSync(join(recordedAnswers, 'daily_papers')).map((name) => name.slice(0, 10))
    : [];

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-05-01T12:00:00Z') });
    source = await startHuggingFaceServer();
  });
  afterAll(async () => {
    await source.stop();
    await web.close();
  });

  it('come out of all 54 days with the same fields and values', async () => {
    expect(days).toHaveLength(54);
    for (const date of days) {
      const now = () => new Date(`${date}T23:00:00Z`);
      const { listed } = await huggingFaceSource({ baseUrl: source.url, now }).fetchList(
        date,
        new AbortController().signal,
      );
      await savePapers(web.database, listed);
      await savePapers(web.database, listed);
      const recorded = (await recordedList(date)) as Item[];
      const given = await items(web, `?date=${date}&limit=100&sort=trending`);
      expect(byId(given), date).toEqual(byId(recorded));
      const upvotes = given.map(({ paper }) => paper.upvotes);
      expect(upvotes).toEqual([...upvotes].sort((a, b) => b - a));
      const [first] = recorded;
      const one = await web.server.inject({ url: `/api/papers/${first?.paper.id}` });
      expect(one.json()).toEqual(first?.paper);
    }
  });
});
