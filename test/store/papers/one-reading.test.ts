import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeRules, rulesFaults } from '../../../src/model/rules.js';
import { readSearch } from '../../../src/model/search-query.js';
import { READING_RULES } from '../../../src/paper-text/read-paper.js';
import { insertDigestPapers } from '../../../src/store/digests/digest-papers.js';
import { previewEditions } from '../../../src/store/editions/preview.js';
import { readingProgress, readNextPapers } from '../../../src/store/papers/paper-readings.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { searchPapers } from '../../../src/store/papers/search.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { listedPaper } from '../../support/listed-paper.js';

const date = '2026-03-23';

/** Invented titles as sources send them, what people may type, and the name of one author. */
const papers = [
  {
    title: 'T$^2$PO for invented tasks',
    typed: ['T²PO', 'T2PO', 't^2po', 'T$^2$PO'],
    author: "Jos\\'e Mu\\~noz Garc\\'{\\i}a",
  },
  { title: 'Views of 360$^\\circ$ gardens', typed: ['360°', '360'], author: 'Zo\\"e Plain' },
  { title: 'Steps of $\\pi_{0.5}$ robots', typed: ['π₀.₅', 'π0.5'], author: 'Łukasz Beispiel' },
  { title: 'Where $\\mu_0$ is a teapot', typed: ['μ₀', 'µ0', 'μ0'], author: 'Nguyễn Văn Mẫu' },
  {
    title: 'Mean-Variance umbrellas',
    typed: ['Mean–Variance', 'mean variance', 'MeanVariance', 'mean−variance'],
    author: "Ann O'Sample",
  },
  {
    title: "The Poincar\\'e lantern",
    typed: ['Poincaré', 'Poincare', 'POINCARÉ', 'Ｐｏｉｎｃａｒｅ'],
    author: 'Jean-Pierre Exemple',
  },
  {
    title: 'Müller and Gaël count teapots',
    typed: ['Muller', 'Müller', 'gael', 'Gaël'],
    author: 'Søren Størdal',
  },
  {
    title: 'World-model kettles',
    typed: ['world model kettles', 'worldmodel kettles', '"world model kettles"', 'world-model kettles'],
    author: 'Sven M{\\aa}nsson',
  },
  {
    title: 'Self distillation of tea',
    typed: ['self-distillation', 'selfdistillation', 'self distillation'],
    author: 'Hořava Sample',
  },
  {
    title: 'Worldmodel sandwiches',
    typed: ['world-model sandwiches', 'world model sandwiches', 'worldmodel sandwiches'],
    author: 'Ada Invented-Muster',
  },
  { title: 'Michael counts spoons', typed: ['Michael'], author: 'Jürgen M. Schmidt-Hübner' },
  { title: 'Michał counts forks', typed: ['Michal', 'Michał'], author: 'Soeren O’Kaehler' },
];
const idOf = (index: number) => `2603.${String(index + 1).padStart(5, '0')}`;

describe('one reading of papers', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
    await savePapers(
      db.database,
      papers.map(({ title, author }, index) =>
        listedPaper({
          id: idOf(index),
          date,
          paper: { title, authors: [author], abstract: 'Nothing of it.' },
        }),
      ),
    );
  });
  afterAll(() => db.close());

  const found = async (typed: string) =>
    (await searchPapers(db.database, readSearch(typed), { limit: 20, offset: 0 })).papers;

  it.each(papers.flatMap(({ typed }, index) => typed.map((text) => [text, idOf(index)] as const)))(
    'search: %s finds %s',
    async (typed, id) => {
      expect((await found(`${typed} `)).map(({ paper }) => paper.id)).toContain(id);
    },
  );

  it.each([
    ['Muñoz', 0],
    ['Munoz', 0],
    ['zoe', 1],
    ['Lukasz', 2],
    ['Łukasz', 2],
    ['Nguyen', 3],
    ['osample', 4],
    ["O'Sample", 4],
    ['O’Sample', 4],
    ['jean pierre', 5],
    ['jean-pierre', 5],
    ['Stordal', 6],
    ['Månsson', 7],
    ['Mansson', 7],
    ['Horava', 8],
    ['invented muster', 9],
    ['Stoerdal', 6],
    ['Maansson', 7],
    ['Muster, Ada', 9],
    ['Schmidt-Huebner', 10],
    ['Jürgen Schmidt', 10],
    ['Kähler', 11],
    ['OKähler', 11],
  ] as const)('search: the author %s is found', async (typed, index) => {
    expect((await found(`author:"${typed}"`)).map(({ paper }) => paper.id)).toEqual([idOf(index)]);
  });

  it('no name is found by another one', async () => {
    expect((await found('Michael ')).map(({ paper }) => paper.id)).toEqual([idOf(10)]);
    expect((await found('Michal ')).map(({ paper }) => paper.id)).toEqual([idOf(11)]);
  });

  it('marks whole words of the readable title', async () => {
    const [paper] = await found('T2PO ');
    expect(paper?.markedTitle).toBe('\uFDD4T²PO\uFDD5 for invented tasks');
    expect((await found('"mean variance"'))[0]?.markedTitle).toBe(
      '\uFDD4Mean\uFDD5-\uFDD4Variance\uFDD5 umbrellas',
    );
  });

  it.each([
    ['keywords', 'Poincare', 5],
    ['keywords', 'Poincaré', 5],
    ['keywords', 'world model', 7],
    ['keywords', 'world model', 9],
    ['keywords', 'worldmodel', 7],
    ['keywords', 'world-model', 9],
    ['keywords', 'T2PO', 0],
    ['keywords', 'π0.5', 2],
    ['keywords', 'self-distillation', 8],
    ['keywords', 'selfdistillation', 8],
    ['keywords', 'mean–variance', 4],
    ['authors', 'José Muñoz García', 0],
    ['authors', 'jose munoz garcia', 0],
    ['authors', 'Zoë Plain', 1],
    ['authors', 'Lukasz Beispiel', 2],
    ['authors', 'Soren Stordal', 6],
    ['authors', 'Soeren Stoerdal', 6],
    ['authors', 'Jeanpierre Exemple', 5],
    ['authors', 'Ann OSample', 4],
    ['authors', 'Garcia, Jose Munoz', 0],
    ['authors', 'Juergen M Schmidthuebner', 10],
    ['authors', 'Søren OKähler', 11],
  ] as const)('rules: %s %s bring the paper', async (kind, term, index) => {
    await emptyTables(db.database, 'digests, digest_papers');
    const { rows } = await db.database.query<{ id: number }>(
      `INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
       VALUES ('daily', $1::date, $1::date, 'upvotes', $1::date) RETURNING id`,
      [date],
    );
    const digestId = rows[0]?.id ?? 0;
    const listed = papers.map(({ title, author }, place) => ({
      position: place + 1,
      score: 1,
      breakdown: {},
      upvotes: 1,
      comments: 0,
      stars: null,
      curation: null,
      note: null,
      paper: listedPaper({ id: idOf(place), date, paper: { title, authors: [author], abstract: 'Nothing.' } })
        .paper,
    }));
    await insertDigestPapers(db.database, { id: digestId, kind: 'daily' }, listed as never, () => ({
      about: [],
      surelyAbout: [],
    }));
    for (const side of ['follow', 'mute'] as const) {
      const rules = completeRules({ [side]: { [kind]: [term] } });
      const editions = await previewEditions(db.database, rules, [digestId]);
      expect(editions?.get(digestId)?.positions.includes(index + 1)).toBe(side === 'follow');
    }
  });

  it('a word that is in every text is refused as a keyword, with a reason', () => {
    const faults = rulesFaults(
      completeRules({ follow: { keywords: ['the', 'world model'] }, mute: { keywords: ['of'] } }),
      () => true,
    );
    expect(faults.map(({ pointer, reason, term }) => [pointer, reason, term])).toEqual([
      ['/follow/keywords', 'stop-word', 'the'],
      ['/mute/keywords', 'stop-word', 'of'],
    ]);
  });

  it('what was stored by other means is read a batch at a time, and found from then on', async () => {
    await db.database.query(
      `INSERT INTO papers (id, title, abstract)
       SELECT '2604.' || lpad(n::text, 5, '0'), 'Schr\\"odinger cat ' || n, 'Raw zebra' FROM generate_series(1, 30) n`,
    );
    expect(await found('zebra ')).toEqual([]);
    expect(await readingProgress(db.database)).toEqual({ papers: papers.length + 30, unread: 30 });
    expect(await readNextPapers(db.database, 20)).toBe(20);
    expect((await readingProgress(db.database)).unread).toBe(10);
    expect(await readNextPapers(db.database, 20)).toBe(10);
    expect(await readNextPapers(db.database, 20)).toBe(0);
    expect(await found('zebra ')).toHaveLength(20);
    expect(await found('Schrodinger ')).toHaveLength(20);
  });

  it('a changed title is read anew, an unchanged one is not touched', async () => {
    const read = async () =>
      (
        await db.database.query('SELECT xmin::text, title, rules FROM paper_readings WHERE paper_id = $1', [
          idOf(0),
        ])
      ).rows[0];
    const before = await read();
    await savePapers(db.database, [
      listedPaper({
        id: idOf(0),
        date,
        upvotes: 99,
        paper: {
          title: papers[0]?.title ?? '',
          authors: [papers[0]?.author ?? ''],
          abstract: 'Nothing of it.',
        },
      }),
    ]);
    expect(await read()).toEqual(before);
    await savePapers(db.database, [listedPaper({ id: idOf(0), date, paper: { title: '$\\alpha$ zither' } })]);
    expect(await read()).toMatchObject({ title: 'α zither', rules: READING_RULES });
    expect(await found('zither ')).toHaveLength(1);
  });

  it('what is typed as one word finds two that stand in an abstract alone, and nothing else', async () => {
    const abstract = 'We teach a quartz lantern to wait.';
    await savePapers(db.database, [
      listedPaper({ id: '2602.00001', date, paper: { title: 'Waiting', authors: ['A. B.'], abstract } }),
      listedPaper({
        id: '2602.00002',
        date,
        paper: { title: 'Other', authors: ['A. B.'], abstract: 'A lantern of quartz.' },
      }),
    ]);
    for (const typed of ['quartzlantern', 'quartzlantern ', 'quartzlantern wait ', 'teach quartzlantern ']) {
      expect((await found(typed)).map(({ paper }) => paper.id)).toEqual(['2602.00001']);
    }
  });
});
