import { describe, expect, test } from 'vitest';
import type { ListedPaper } from '../../../src/model/paper.js';
import { parseItem } from '../../../src/sources/huggingface/parse-item.js';
import { apiItem } from './items.js';

const request = {
  date: '2026-03-23',
  observedAt: new Date('2026-03-23T08:00:00Z'),
  baseUrl: 'https://huggingface.co',
};

function parsed(item: unknown): ListedPaper {
  const result = parseItem(item, request);
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

describe('parseItem', () => {
  test('reads every field from its place', () => {
    const item = apiItem('2603.17024', {
      title: 'Two\n lines',
      summary: 'One\nTwo',
      organization: { name: 'org', fullname: 'The Organization' },
      githubRepo: 'https://github.com/example/code',
      githubStars: 12,
      projectPage: ' https://example.org/project',
      ai_summary: ' Shorter. ',
      ai_keywords: ['one', 'two'],
      unknown: { to: 'us' },
    });
    expect(parsed({ ...item, upvotes: 99 })).toEqual({
      paper: {
        id: '2603.17024',
        title: 'Two lines',
        abstract: 'One\nTwo',
        authors: ['Ada Example'],
        publishedAt: new Date('2026-03-20T17:59:31Z'),
        organization: 'The Organization',
        codeUrl: 'https://github.com/example/code',
        projectUrl: 'https://example.org/project',
        summary: 'Shorter.',
        keywords: ['one', 'two'],
        categories: [],
      },
      listing: {
        source: 'huggingface',
        paperId: '2603.17024',
        listDate: '2026-03-23',
        submittedBy: 'example-user',
        seenAt: request.observedAt,
      },
      observation: {
        source: 'huggingface',
        paperId: '2603.17024',
        observedAt: request.observedAt,
        upvotes: 7,
        comments: 2,
        stars: 12,
      },
      withdrawn: null,
    });
  });

  test('all but the id may be missing', () => {
    expect(parsed({ paper: { id: '2603.17024' } })).toEqual({
      paper: {
        id: '2603.17024',
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
      },
      listing: {
        source: 'huggingface',
        paperId: '2603.17024',
        listDate: '2026-03-23',
        submittedBy: null,
        seenAt: request.observedAt,
      },
      observation: null,
      withdrawn: null,
    });
  });

  test('no votes told are not zero votes; the other counts may be missing', () => {
    expect(parsed({ paper: { id: '2603.17024', upvotes: 0 } }).observation).toMatchObject({
      upvotes: 0,
      comments: 0,
      stars: null,
    });
  });

  test('what is missing inside is taken from outside, where it means the same', () => {
    const item = {
      paper: { id: '2603.17024' },
      title: 'Outer',
      summary: 'Outer text',
      publishedAt: '2026-03-20T13:59:31.000Z',
      organization: { fullname: 'Outer organization' },
      submittedBy: { name: 'someone' },
    };
    const { paper, listing } = parsed(item);
    expect(paper).toMatchObject({
      title: 'Outer',
      abstract: 'Outer text',
      organization: 'Outer organization',
    });
    expect(paper.publishedAt).toBeNull();
    expect(listing.submittedBy).toBe('someone');
  });

  test.each<[string, unknown, string | null]>([
    ['null', null, null],
    ['text', 'paper', null],
    ['a list', [], null],
    ['an item without a paper', { title: 'x' }, null],
    ['a paper without an id', { paper: { title: 'x' } }, null],
    ['an id that is a number', { paper: { id: 2603.17024 } }, null],
    ['an empty id', { paper: { id: '' } }, ''],
    ['another kind of id', { paper: { id: '../../etc\u0000' } }, '../../etc'],
    ['an id that is endless', { paper: { id: `${'a'.repeat(100)}/1234567` } }, `${'a'.repeat(63)}…`],
    ['the id of a sample', { paper: { id: 'sample-01' } }, 'sample-01'],
  ])('skips %s', (_, item, paperId) => {
    expect(parseItem(item, request)).toEqual({ paperId, reason: expect.stringMatching(/\S/) });
  });

  test.each([
    ['2603.17024', '2603.17024'],
    ['0704.0001', '0704.0001'],
    ['2603.17024v2', '2603.17024'],
    ['hep-th/9901001', 'hep-th/9901001'],
    ['math.GT/0309136v1', 'math/0309136'],
  ])('the id %s', (given, expected) => {
    expect(parsed(apiItem(given)).paper.id).toBe(expected);
  });

  test.each<[string, Record<string, unknown>]>([
    ['negative', { upvotes: -1, githubStars: -5 }],
    ['fractions', { upvotes: 1.5, githubStars: 0.1 }],
    ['beyond an integer of the database', { upvotes: 2 ** 31, githubStars: 1e300 }],
    ['text', { upvotes: '7', githubStars: '8' }],
  ])('counts that are %s are not believed', (_, paper) => {
    expect(parsed(apiItem('2603.17024', paper)).observation).toBeNull();
    const { upvotes: _upvotes, ...rest } = paper as { upvotes?: unknown };
    expect(parsed(apiItem('2603.17024', rest)).observation).toMatchObject({ stars: null });
  });

  test.each([
    ['2026-03-23T23:59:59.000Z', '2026-03-23'],
    ['2026-03-22T10:00:00.000Z', '2026-03-22'],
    ['2026-03-17T10:00:00.000Z', '2026-03-17'],
    ['2026-03-16T10:00:00.000Z', '2026-03-23'],
    ['2026-03-24T00:00:00.000Z', '2026-03-23'],
    ['2026-02-31T00:00:00.000Z', '2026-03-23'],
    ['yesterday', '2026-03-23'],
  ])('submitted %s, listed on %s', (submittedOnDailyAt, listDate) => {
    expect(parsed(apiItem('2603.17024', { submittedOnDailyAt })).listing.listDate).toBe(listDate);
  });

  test.each([['2026-13-40T99:99:99Z'], ['20 March 2026'], ['+275760-09-13T00:00:00Z'], [1_774_000_000]])(
    'the publication %s is no moment',
    (publishedAt) => {
      expect(parsed(apiItem('2603.17024', { publishedAt })).paper.publishedAt).toBeNull();
    },
  );

  test('links that are not of the web are dropped, relative ones are made absolute', () => {
    const links = { githubRepo: 'javascript:alert(1)', projectPage: '/spaces/example/demo' };
    const { paper } = parsed(apiItem('2603.17024', links));
    expect(paper.codeUrl).toBeNull();
    expect(paper.projectUrl).toBe('https://huggingface.co/spaces/example/demo');
  });

  test('names without text and keywords of other types are left out; lengths are bounded', () => {
    const { paper } = parsed(
      apiItem('2603.17024', {
        title: 't'.repeat(10_000),
        summary: 's'.repeat(100_000),
        authors: [{ name: 'A\u0000da ' }, { name: ' ' }, { name: 5 }, null, {}, { name: 'n'.repeat(1_000) }],
        ai_keywords: ['one', 2, null, ...Array.from({ length: 100 }, (_, index) => `k${index}`)],
      }),
    );
    expect(paper.title).toHaveLength(500);
    expect(paper.abstract).toHaveLength(10_000);
    expect(paper.authors).toEqual(['Ada', `${'n'.repeat(199)}…`]);
    expect(paper.keywords).toHaveLength(48);
  });
});
