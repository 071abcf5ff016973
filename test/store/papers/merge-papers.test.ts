import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Paper } from '../../../src/model/paper.js';
import { sourceKinds } from '../../../src/model/source-kind.js';
import { digestCandidates } from '../../../src/store/digests/digest-candidates.js';
import { papersListedOn, savePapers } from '../../../src/store/papers/papers.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';
import { listedPaper, type Sighting } from '../../support/listed-paper.js';

const date = '2026-03-23';
const id = '2603.00001';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await emptyTables(db.database, 'papers');
});

/** A paper of which a source says nothing but its id, and what it says besides. */
const silent: Omit<Paper, 'id'> = {
  title: '',
  abstract: '',
  authors: [],
  publishedAt: null,
  organization: null,
  codeUrl: null,
  projectUrl: null,
  summary: null,
  keywords: [],
  categories: [],
};

function says(source: string, paper: Partial<Paper>, given: Partial<Sighting> = {}) {
  return savePapers(db.database, [
    listedPaper({
      id,
      date,
      source,
      uncounted: source === 'arxiv',
      ...given,
      paper: { ...silent, ...paper },
    }),
  ]);
}

async function known() {
  const [found] = await papersListedOn(db.database, date);
  return found;
}

async function row() {
  const { rows } = await db.database.query<Record<string, unknown>>('SELECT * FROM papers WHERE id = $1', [
    id,
  ]);
  return rows[0];
}

test('each field is told by the source that knows it best, whichever comes last', async () => {
  const fromArxiv = { title: 'As published', abstract: 'Of arXiv.', categories: ['cs.CL', 'cs.LG'] };
  const fromPeople = { title: 'As typed', codeUrl: 'https://example.org/code', summary: 'One sentence.' };
  const fromFile = { title: 'As noted', summary: 'Our own sentence.', keywords: ['ours'] };
  for (const [source, paper] of [
    ['arxiv', fromArxiv],
    ['file:ours', fromFile],
    ['huggingface', fromPeople],
  ] as const)
    await says(source, paper);
  expect((await known())?.paper).toMatchObject({
    title: 'As published',
    abstract: 'Of arXiv.',
    categories: ['cs.CL', 'cs.LG'],
    codeUrl: 'https://example.org/code',
    summary: 'Our own sentence.',
    keywords: ['ours'],
  });
  expect((await row())?.['field_sources']).toEqual({
    title: 'arxiv',
    abstract: 'arxiv',
    categories: 'arxiv',
    codeUrl: 'huggingface',
    summary: 'file:ours',
    keywords: 'file:ours',
  });
});

test('a title that its own source changes is taken, and an empty one takes nothing away', async () => {
  await says('huggingface', { title: 'First' });
  await says('huggingface', { title: 'Second' });
  expect((await known())?.paper.title).toBe('Second');
  await says('arxiv', { title: 'Published' });
  await says('huggingface', { title: 'Third' });
  await says('arxiv', { title: '' });
  expect((await known())?.paper.title).toBe('Published');
  await says('arxiv', { title: 'Published, version 2' });
  expect((await known())?.paper.title).toBe('Published, version 2');
});

test('what was stored before sources were noted may be replaced by any', async () => {
  await db.database.query(`INSERT INTO papers (id, title, abstract) VALUES ($1, 'Old', 'Old')`, [id]);
  await says('file:ours', { title: 'Ours' });
  expect((await known())?.paper).toMatchObject({ title: 'Ours', abstract: 'Old' });
});

test('in any order the same sources give the same paper', async () => {
  const voices = [...sourceKinds.map((kind) => (kind === 'file' ? 'file:ours' : kind)), 'another'];
  const voice = fc.record({
    source: fc.constantFrom(...voices),
    title: fc.constantFrom('', 'one', 'two'),
    keywords: fc.constantFrom([], ['k']),
    codeUrl: fc.constantFrom(null, 'https://example.org/a'),
  });
  const distinct = fc.uniqueArray(voice, { selector: ({ source }) => source, minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      distinct.chain((said) =>
        fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
      ),
      async ([said, shuffled]) => {
        const results = [];
        for (const order of [said, shuffled]) {
          await emptyTables(db.database, 'papers');
          for (const { source, ...paper } of order) await says(source, paper);
          results.push((await known())?.paper);
        }
        expect(results[1]).toEqual(results[0]);
      },
    ),
    { numRuns: 40 },
  );
});

test('what knows less never displaces what knows more, whoever says it and in whatever order', async () => {
  const more = { authors: ['Ada Example', 'Bo Specimen', 'Cy Sample'], abstract: 'Whole and long.' };
  const fewer = { authors: ['Ada Example', 'Bo Specimen'], abstract: 'Whole and …' };
  const initials = { authors: ['A. Example', 'B. Specimen', 'C. Sample'] };
  for (const said of [
    [
      ['huggingface', more],
      ['arxiv', fewer],
    ],
    [
      ['arxiv', fewer],
      ['huggingface', more],
    ],
    [
      ['arxiv', more],
      ['arxiv', fewer],
    ],
    [
      ['huggingface', more],
      ['arxiv', initials],
    ],
    [
      ['arxiv', initials],
      ['huggingface', more],
    ],
  ] as const) {
    await emptyTables(db.database, 'papers');
    for (const [source, paper] of said) await says(source, paper);
    expect((await known())?.paper).toMatchObject(more);
  }
  await says('arxiv', { authors: ['Ada Example', 'Di Other', 'Cy Sample'] });
  expect((await known())?.paper.authors).toContain('Di Other');
});

test('saying the same again touches no row', async () => {
  await says('huggingface', { title: 'One' });
  await says('arxiv', { title: 'Published', categories: ['cs.CL'] }, { withdrawn: false });
  const { rows: before } = await db.database.query('SELECT xmin, * FROM papers');
  await says('arxiv', { title: 'Published', categories: ['cs.CL'] }, { withdrawn: false });
  await says('huggingface', { title: 'One' });
  expect((await db.database.query('SELECT xmin, * FROM papers')).rows).toEqual(before);
});

test('a source that counts no votes erases none, on pages and in digests', async () => {
  const earlier = { date: '2026-03-20', observedAt: new Date('2026-03-20T08:00:00Z') };
  await says('file:ours', { title: 'Ours' }, { upvotes: 3, observedAt: new Date(`${date}T11:00:00Z`) });
  await says('huggingface', { title: 'One' }, { ...earlier, upvotes: 42 });
  await says('arxiv', { title: 'Published' }, { observedAt: new Date(`${date}T12:00:00Z`) });
  expect(await known()).toMatchObject({ upvotes: 42, comments: 1, stars: 3 });
  const question = { kind: 'daily', after: '2026-03-22', listDate: date } as const;
  const knownAt = new Date(`${date}T18:00:00Z`);
  const [candidate] = await digestCandidates(db.database, { ...question, knownAt });
  expect(candidate).toMatchObject({ upvotes: 42, listedOn: date, sightings: [{ upvotes: 42 }] });
});

test('a paper that only arXiv lists is known from then on, without votes', async () => {
  await says('arxiv', { title: 'Published' }, { observedAt: new Date(`${date}T09:00:00Z`) });
  const question = { kind: 'daily', after: '2026-03-22', listDate: date } as const;
  const at = (hour: string) =>
    digestCandidates(db.database, { ...question, knownAt: new Date(`${date}T${hour}:00Z`) });
  expect(await at('08:59')).toEqual([]);
  expect(await at('09:00')).toMatchObject([{ upvotes: 0, stars: null, sightings: [] }]);
});

test('a withdrawal is believed where arXiv tells it, dated once, and can be taken back', async () => {
  const at = (hour: number) => ({ observedAt: new Date(Date.UTC(2026, 2, 23, hour)) });
  await says('huggingface', { title: 'One' }, at(8));
  await says('arxiv', { title: 'One' }, { ...at(9), withdrawn: true });
  await says('arxiv', { title: 'One' }, { ...at(10), withdrawn: true });
  await says('file:ours', { title: 'One' }, { ...at(11), withdrawn: false });
  expect((await row())?.['withdrawn_at']).toEqual(at(9).observedAt);
  const question = { kind: 'daily', after: '2026-03-22', listDate: date } as const;
  expect(await digestCandidates(db.database, { ...question, knownAt: at(12).observedAt })).toEqual([]);
  expect(await digestCandidates(db.database, { ...question, knownAt: at(8).observedAt })).toHaveLength(1);
  await says('arxiv', { title: 'One' }, { ...at(13), withdrawn: false });
  expect((await row())?.['withdrawn_at']).toBeNull();
});
