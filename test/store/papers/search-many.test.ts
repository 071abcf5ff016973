import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSearch } from '../../../src/model/search-query.js';
import { searchPapers } from '../../../src/store/papers/search.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** Many times more than are ranked, or looked at for a phrase. */
const PAPERS = 3_000;

/** Which of the invented papers hold a word in their abstracts; the newest has number 0. */
const words = {
  lantern: () => true,
  garden: (number: number) => number % 2 === 0,
  copper: (number: number) => number < 150 || number >= PAPERS - 150,
  quill: (number: number) => number >= PAPERS - 40,
  heron: (number: number) => number % 90 === 0,
} as const;

const numbers = Array.from({ length: PAPERS }, (_, number) => number);
const idOf = (number: number): string => `2603.${String(number).padStart(5, '0')}`;

describe('searching very many papers', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase();
    const abstracts = numbers.map((number) => {
      const held = Object.entries(words).filter(([, holds]) => holds(number));
      const phrase = number % 100 === 7 ? 'velvet harbour' : 'harbour velvet';
      return `${held.map(([word]) => word).join(' of ')}. ${phrase}`;
    });
    await db.database.query(
      `INSERT INTO papers (id, title, abstract, published_at)
       SELECT id, 'Invented', abstract, timestamptz '2026-03-20' - n * interval '1 hour'
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS new (id, abstract, n)`,
      [numbers.map(idOf), abstracts],
    );
    await db.database.query('SELECT index_papers($1)', [numbers.map(idOf)]);
    await db.database.query(
      `INSERT INTO listings (source, list_date, paper_id) SELECT 'huggingface', published_at::date, id FROM papers`,
    );
    await db.database.query('ANALYZE');
  });
  afterAll(() => db.close());

  async function found(typed: string): Promise<string[]> {
    const { papers, total } = await searchPapers(db.database, readSearch(typed), { limit: 400, offset: 0 });
    expect(total).toBe(papers.length);
    return papers.map(({ paper }) => paper.id).sort();
  }

  const newest = (count: number, holds: (number: number) => boolean): string[] =>
    numbers.filter(holds).slice(0, count).map(idOf).sort();

  describe.each([
    ['of long ago', `timestamptz '2020-03-20' - n * interval '1 hour'`],
    ['of this year, some dated in the future', `now() + interval '100 days' - n * interval '3 hours'`],
  ])('%s', (_, datedAt) => {
    beforeAll(async () => {
      await db.database.query(
        `UPDATE papers SET published_at = ${datedAt}
           FROM unnest($1::text[]) WITH ORDINALITY AS numbered (paper_id, n) WHERE id = paper_id`,
        [numbers.map(idOf)],
      );
      await db.database.query('ANALYZE');
    });

    it.each<[string, (number: number) => boolean]>([
      ['lantern', words.lantern],
      ['garden', words.garden],
      ['copper', words.copper],
      ['quill', words.quill],
      ['heron', words.heron],
      ['lantern garden', words.garden],
      ['copper garden', (number) => words.copper(number) && words.garden(number)],
    ])('%s: finds the newest two hundred that hold it', async (typed, holds) => {
      expect(await found(`${typed} `)).toEqual(newest(200, holds));
    });

    it.each<[string, (number: number) => boolean]>([
      ['"velvet harbour"', (number) => number % 100 === 7],
      ['lantern -garden', (number) => !words.garden(number)],
    ])('%s: looks through the newest six hundred that hold the words', async (typed, holds) => {
      expect(await found(typed)).toEqual(newest(200, (number) => number < 600 && holds(number)));
    });

    it('a phrase is found in all papers that hold its words, where these are few', async () => {
      expect(await found('"heron harbour"')).toEqual(newest(200, words.heron));
      expect(await found('"heron velvet harbour"')).toEqual([]);
      expect(await found('quill "harbour velvet"')).toEqual(
        newest(200, (number) => words.quill(number) && number % 100 !== 7),
      );
    });
  });
});
