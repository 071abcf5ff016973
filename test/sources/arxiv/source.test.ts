import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arxivApi } from '../../../src/sources/arxiv/api.js';
import { arxivLookup } from '../../../src/sources/arxiv/lookup.js';
import { arxivSource } from '../../../src/sources/arxiv/source.js';
import { type ArxivServer, atom, type FeedPaper, startArxivServer } from '../../support/arxiv-server.js';

const signal = new AbortController().signal;
const papers = (count: number): FeedPaper[] =>
  Array.from({ length: count }, (_, index) => ({ id: `2603.${10_000 + index}v1` }));

let server: ArxivServer;
let waits: number[];
let now: Date;

beforeEach(async () => {
  server = await startArxivServer();
  waits = [];
  now = new Date('2026-03-24T12:00:00Z');
});
afterEach(() => server.stop());

/** The clock goes on by what is waited, so that waits are what a real clock would have asked for. */
function open() {
  const sleep = async (ms: number) => {
    waits.push(ms);
    now = new Date(now.getTime() + ms);
  };
  const clock = () => now;
  const api = arxivApi({
    apiUrl: server.url,
    rssUrl: server.url,
    now: clock,
    http: { sleep, random: () => 1 },
  });
  return { api, source: arxivSource({ api, categories: ['cs.CL', 'hep-th'], now: clock }), clock };
}

const questions = () =>
  server.requests.map((path) => {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    return pathname.startsWith('/rss/') ? pathname : searchParams.get('start');
  });

describe('the list of the day', () => {
  test('comes from the feed of announcements: new papers and those of other categories', async () => {
    server.setFeed('Tue, 24 Mar 2026 00:00:00 -0400', [
      { id: '2603.20001v1', title: 'Invented &amp; new', categories: ['cs.CL', 'cs.LG'] },
      { id: '2603.20002v1', announced: 'cross' },
      { id: '2512.00001v2', announced: 'replace' },
      { id: '2512.00002v3', announced: 'replace-cross' },
    ]);
    const { listed, skipped } = await open().source.fetchList('2026-03-24', signal);
    expect(skipped).toEqual([]);
    expect(listed.map(({ paper }) => paper.id)).toEqual(['2603.20001', '2603.20002']);
    expect(listed[0]).toEqual({
      paper: {
        id: '2603.20001',
        title: 'Invented & new',
        abstract: 'Invented.',
        authors: ['Ada Example', 'Bo Sample'],
        publishedAt: null,
        organization: null,
        codeUrl: null,
        projectUrl: null,
        summary: null,
        keywords: [],
        categories: ['cs.CL', 'cs.LG'],
      },
      listing: {
        source: 'arxiv',
        paperId: '2603.20001',
        listDate: '2026-03-24',
        submittedBy: null,
        seenAt: now,
      },
      observation: null,
      withdrawn: null,
    });
    expect(questions()).toEqual(['/rss/cs.CL+hep-th']);
  });

  test('is empty at weekends, by the feed', async () => {
    now = new Date('2026-03-21T12:00:00Z');
    expect(await open().source.fetchList('2026-03-21', signal)).toEqual({
      listed: [],
      skipped: [],
      drift: [],
    });
    expect(questions()).toEqual(['/rss/cs.CL+hep-th']);
  });

  test('comes from the query interface while the feed still stands for the day before, or fails', async () => {
    server.setPapers(papers(2));
    server.setFeed('Mon, 23 Mar 2026 00:00:00 -0400', papers(5));
    const { source } = open();
    expect((await source.fetchList('2026-03-24', signal)).listed).toHaveLength(2);
    server.answerNext({ status: 404, body: 'none' });
    expect((await source.fetchList('2026-03-24', signal)).listed).toHaveLength(2);
    expect(questions()).toEqual(['/rss/cs.CL+hep-th', '0', '/rss/cs.CL+hep-th', '0']);
  });

  test('is not open before it is announced', async () => {
    now = new Date('2026-03-23T23:59:00Z');
    const early = open().source.fetchList('2026-03-24', signal);
    await expect(early).rejects.toMatchObject({ code: 'LIST_NOT_OPEN' });
    now = new Date('2026-03-24T00:00:00Z');
    server.setPapers(papers(1));
    expect((await open().source.fetchList('2026-03-24', signal)).listed).toHaveLength(1);
  });
});

describe('any other day', () => {
  test('is asked for by the times of submission that were announced then', async () => {
    server.setPapers(papers(1));
    const { listed } = await open().source.fetchList('2026-03-20', signal);
    expect(listed).toMatchObject([{ paper: { publishedAt: new Date('2026-03-20T17:59:59Z') } }]);
    const [path = ''] = server.requests;
    const asked = new URL(path, 'http://localhost').searchParams;
    expect(asked.get('search_query')).toBe(
      '(cat:cs.CL OR cat:hep-th OR cat:hep-th.*) AND submittedDate:[202603181800 TO 202603191759]',
    );
    expect([asked.get('sortBy'), asked.get('sortOrder')]).toEqual(['submittedDate', 'ascending']);
  });

  test('of a weekend is empty, and nobody is asked', async () => {
    expect(await open().source.fetchList('2026-03-22', signal)).toEqual({ listed: [], skipped: [] });
    expect(server.requests).toEqual([]);
  });

  test('is read page by page, one request in three seconds', async () => {
    server.setPapers(papers(450));
    const { listed } = await open().source.fetchList('2026-03-20', signal);
    expect(listed).toHaveLength(450);
    expect(questions()).toEqual(['0', '200', '400']);
    expect(waits.map((ms) => Math.round(ms / 1_000))).toEqual([3, 3]);
  });

  test('goes on where it broke off', async () => {
    server.setPapers(papers(450));
    const failure = { status: 500, body: '' };
    const { source } = open();
    server.answerNext({ status: 200, body: atom(papers(200), 450) }, failure, failure, failure, failure);
    const first = await source.fetchList('2026-03-20', signal);
    expect(first.listed).toHaveLength(200);
    expect(first.stopped).toMatchObject({ resumeFrom: '200', cause: { code: 'SOURCE_UNAVAILABLE' } });
    const rest = await source.fetchList('2026-03-20', signal, first.stopped?.resumeFrom);
    expect(rest.stopped).toBeUndefined();
    const ids = [...first.listed, ...rest.listed].map(({ paper }) => paper.id);
    expect(new Set(ids).size).toBe(450);
    expect(ids).toHaveLength(450);
  });

  test('does not end with a page that comes empty in the middle', async () => {
    server.answerNext({ status: 200, body: atom(papers(200), 450) }, { status: 200, body: atom([], 450) });
    const answer = await open().source.fetchList('2026-03-20', signal);
    expect(answer.listed).toHaveLength(200);
    expect(answer.stopped).toMatchObject({ resumeFrom: '200' });
  });

  test.each<[string, { status: number; body: string }, object]>([
    [
      'no feed',
      { status: 200, body: '<html><body>maintenance</body></html>' },
      { code: 'SOURCE_ANSWER_INVALID' },
    ],
    ['no XML', { status: 200, body: 'maintenance' }, { code: 'SOURCE_ANSWER_INVALID' }],
    ['nothing', { status: 200, body: '' }, { code: 'SOURCE_ANSWER_INVALID' }],
    [
      'a declared document type',
      { status: 200, body: '<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed><entry><id>&a;</id></entry></feed>' },
      { code: 'SOURCE_ANSWER_INVALID' },
    ],
    [
      'a refusal',
      {
        status: 400,
        body: '<feed><entry><id>https://arxiv.org/api/errors#bad</id><summary>start must be a number</summary></entry></feed>',
      },
      { code: 'SOURCE_UNAVAILABLE', message: expect.stringContaining('400: start must be a number') },
    ],
    [
      'a refusal that calls itself well',
      {
        status: 200,
        body: '<feed><entry><id>https://arxiv.org/api/errors#bad</id><summary>no</summary></entry></feed>',
      },
      { code: 'SOURCE_ANSWER_INVALID', message: expect.stringContaining('no') },
    ],
  ])('answered with %s', async (_, answer, expected) => {
    server.answerNext(answer);
    await expect(open().source.fetchList('2026-03-20', signal)).rejects.toMatchObject(expected);
  });

  test('ends when it is aborted', async () => {
    const stopping = new Error('stopping');
    await expect(open().source.fetchList('2026-03-20', AbortSignal.abort(stopping))).rejects.toBe(stopping);
  });
});

describe('the pace', () => {
  test('is shared by all that one process asks, and each attempt keeps it', async () => {
    server.setPapers(papers(3));
    const { api, source, clock } = open();
    const lookup = arxivLookup(api, clock);
    server.answerNext({ status: 503, body: '' });
    await Promise.all([
      source.fetchList('2026-03-20', signal),
      source.fetchList('2026-03-19', signal),
      lookup.fetchPapers(['2603.10000'], signal),
    ]);
    expect(server.requests).toHaveLength(4);
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(9_000);
  });
});

describe('looking papers up', () => {
  test('tells categories and withdrawals of those that are known', async () => {
    server.setPapers([
      { id: '2603.10000v1', categories: ['cs.LG', '68T50', 'stat.ML', 'I.2.7'] },
      { id: '2603.10001v3', comment: 'This paper has been withdrawn by the authors' },
    ]);
    const { api, clock } = open();
    const said = await arxivLookup(api, clock).fetchPapers(
      ['2603.10000', '2603.10001', '2603.10009'],
      signal,
    );
    expect(said).toMatchObject([
      { paper: { id: '2603.10000', categories: ['cs.LG', 'stat.ML'] }, withdrawn: false, seenAt: now },
      { paper: { id: '2603.10001' }, withdrawn: true },
    ]);
    expect(await arxivLookup(api, clock).fetchPapers([], signal)).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });
});
