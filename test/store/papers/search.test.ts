import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSearch } from '../../../src/model/search-query.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { searchPapers } from '../../../src/store/papers/search.js';
import { similarWords } from '../../../src/store/papers/search-words.js';
import { similarPapers } from '../../../src/store/papers/similar-papers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { listedPaper } from '../../support/listed-paper.js';

const date = '2026-03-23';

/** Invented papers by what search looks at. */
const library = [
  {
    id: '2603.00001',
    title: 'Umbrella sorting with sparse ledgers',
    abstract: 'We sort umbrellas by colour, and by the weather they have seen.',
    authors: ['Ada Müller', 'Bo Specimen'],
    publishedAt: new Date('2026-03-20T00:00:00Z'),
    upvotes: 10,
    categories: ['cs.CL', 'stat.ML'],
  },
  {
    id: '2603.00002',
    title: 'A theory of teapots',
    abstract: 'Teapots pour. An umbrella is mentioned once, for the sparse rain.',
    authors: ['Cy Umbrella'],
    publishedAt: new Date('2026-03-22T00:00:00Z'),
    upvotes: 10,
  },
  {
    id: 'hep-th/9901001',
    title: 'Transformers for teapots: sparse umbrella folding',
    abstract: "Folding, with R$^3$L and it's <b>bold</b>; ledgers that are sparse.",
    authors: ['Ada Example'],
    publishedAt: new Date('1999-01-02T00:00:00Z'),
    upvotes: 500,
  },
];

describe('searching', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
    await savePapers(
      db.database,
      library.map(({ id, upvotes, ...paper }) =>
        listedPaper({ id, date, upvotes, paper: { ...paper, organization: 'House of Rain' } }),
      ),
    );
    await savePapers(db.database, [
      listedPaper({ id: 'sample-01', date, source: 'sample', paper: { title: 'Umbrella sample' } }),
    ]);
  });
  afterAll(() => db.close());

  async function found(typed: string, page = { limit: 20, offset: 0 }): Promise<string[]> {
    const { papers } = await searchPapers(db.database, readSearch(typed), page);
    return papers.map(({ paper }) => paper.id);
  }

  it.each([
    ['teapot ', ['2603.00002', 'hep-th/9901001']],
    ['sorted umbrellas', ['2603.00001']],
    ['transf', ['hep-th/9901001']],
    ['"sparse ledgers"', ['2603.00001']],
    ['"ledgers sparse"', []],
    ['ledgers -transformers', ['2603.00001']],
    ['author:umbrella', ['2603.00002']],
    ['author:ada', ['2603.00001', 'hep-th/9901001']],
    ['author:"ada example"', ['hep-th/9901001']],
    ['author:teapots', []],
    ['rain after:2026-03-21', ['2603.00002']],
    ['before:2000', ['hep-th/9901001']],
    ['after:2026-03-20', ['2603.00002', '2603.00001']],
    ['-teapots', ['2603.00001']],
    ['hep-th/9901001', ['hep-th/9901001']],
    ['house of rain before:2000', ['hep-th/9901001']],
    ['cat:cs.cl', ['2603.00001']],
    ['umbrella cat:stat', ['2603.00001']],
    ['umbrella cat:cs.CV', []],
    ['the', []],
    [`'); DROP TABLE papers; --`, []],
    ['zebra', []],
  ])('%s finds %j', async (typed, expected) => {
    expect((await found(typed)).sort()).toEqual([...expected].sort());
  });

  it.each([
    ['teapots OR sorting', ['2603.00001', '2603.00002', 'hep-th/9901001']],
    ['sorting | pour', ['2603.00001', '2603.00002']],
    ['(sorting OR pour) weather ', ['2603.00001']],
    ['umbrella NOT teapots', ['2603.00001']],
    ['NOT teapots umbrella ', ['2603.00001']],
    ['umbrella AND teapots', ['2603.00002', 'hep-th/9901001']],
    ['author:"Müller Ada"', ['2603.00001']],
    ['author:"A. Müller"', ['2603.00001']],
    ['author:"Mueller, A."', ['2603.00001']],
    ['author:"B. Specimen"', ['2603.00001']],
    ['author:"Specimen B"', ['2603.00001']],
    ['author:"Bo K. Specimen"', []],
    ['author:"K. Specimen"', []],
    ['author:"Umbrella, Cy"', ['2603.00002']],
    ['-author:"C. Umbrella" teapots ', ['2603.00002', 'hep-th/9901001']],
    ['B. Specimen', ['2603.00001']],
  ])('%j finds, in any order, %j', async (typed, expected) => {
    expect((await found(typed)).sort()).toEqual(expected);
  });

  it('puts a title before an abstract, much liked before little liked, new before old', async () => {
    expect(await found('sorting')).toEqual(['2603.00001']);
    const order = await found('umbrella ');
    expect(order.indexOf('2603.00001')).toBeLessThan(order.indexOf('2603.00002'));
    expect(await found('after:2026 ')).toEqual(['2603.00002', '2603.00001']);
  });

  it('pages through the matches, each once, and counts them', async () => {
    const one = await searchPapers(db.database, readSearch('sparse '), { limit: 2, offset: 0 });
    const two = await searchPapers(db.database, readSearch('sparse '), { limit: 2, offset: 2 });
    expect([one.total, two.total]).toEqual([3, 3]);
    expect(new Set([...one.papers, ...two.papers].map(({ paper }) => paper.id)).size).toBe(3);
  });

  it('marks what was found and gives counts', async () => {
    const { papers } = await searchPapers(db.database, readSearch('folding'), { limit: 1, offset: 0 });
    expect(papers[0]).toMatchObject({
      markedTitle: 'Transformers for teapots: sparse umbrella \uFDD4folding\uFDD5',
      snippet: expect.stringContaining('\uFDD4Folding\uFDD5'),
      upvotes: 500,
      stars: 3,
    });
  });

  it('knows what was meant', async () => {
    const meant = await similarWords(db.database, ['umbrela', 'transfomers', 'teapots', 'muller', 'qqqq']);
    expect(Object.fromEntries(meant)).toEqual({
      umbrela: 'umbrella',
      transfomers: 'transformers',
    });
  });

  it('finds papers that share telling words', async () => {
    const similar = await similarPapers(db.database, '2603.00001', 5);
    expect(similar.map(({ paper }) => paper.id)).toContain('hep-th/9901001');
    expect(similar.map(({ paper }) => paper.id)).not.toContain('2603.00001');
    expect(await similarPapers(db.database, '2603.99999', 5)).toEqual([]);
  });
});
