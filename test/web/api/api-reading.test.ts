import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { addDays } from '../../../src/model/calendar-date.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('the API for reading', () => {
  let web: OpenWeb;
  const days = [0, 1, 2, 3].map((days) => addDays('2026-03-16', days));

  beforeAll(async () => {
    web = await openWeb();
    for (const [index, date] of days.entries()) {
      await savePapers(web.database, [
        listedPaper({ id: `2603.0000${index}`, date, upvotes: 5 + index }),
        listedPaper({ id: `2603.0001${index}`, date, upvotes: 50 }),
      ]);
      const choice = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
      const digest = await assembleDigest(web.database, { ...choice, strategy: 'upvotes' });
      await releaseDigest(web.database, digest.id, web.now);
    }
  });
  afterAll(() => web.close());

  const get = (path: string) => web.server.inject({ url: `/api/v1${path}` });

  it('gives the papers of a day, most upvotes first', async () => {
    const answer = (await get('/papers?date=2026-03-17')).json();
    expect(answer.date).toBe('2026-03-17');
    expect(answer.papers.map(({ id }: { id: string }) => id)).toEqual(['2603.00011', '2603.00001']);
    expect(answer.papers[0]).toEqual({
      id: '2603.00011',
      title: 'Invented paper 2603.00011',
      abstract: 'What the invented paper 2603.00011 would say.',
      authors: ['Ada Example', 'Bo "the" Sample, {Jr.}'],
      publishedAt: '2026-03-20T17:59:31.123Z',
      organization: 'Institute of Examples',
      summary: 'One sentence.',
      keywords: ['one', 'two'],
      categories: [],
      upvotes: 50,
      comments: 1,
      stars: 3,
      codeUrl: 'https://example.org/code',
      projectUrl: 'https://example.org/project',
      arxivUrl: 'https://arxiv.org/abs/2603.00011',
      pdfUrl: 'https://arxiv.org/pdf/2603.00011',
      discussionUrl: 'https://huggingface.co/papers/2603.00011',
    });
  });

  it('gives the newest list where no day is named', async () => {
    expect((await get('/papers')).json().date).toBe('2026-03-19');
    expect((await get('/papers?date=2026-03-22')).json()).toEqual({ date: '2026-03-22', papers: [] });
  });

  it('gives a digest with its frozen papers and how they were ranked', async () => {
    const digest = (await get('/digests/2026-03-16')).json();
    expect(digest).toMatchObject({
      date: '2026-03-16',
      strategy: 'upvotes',
      releasedAt: web.now.toISOString(),
    });
    expect(digest.papers.map(({ position }: { position: number }) => position)).toEqual([1, 2]);
    expect(digest.papers[0]).toMatchObject({ id: '2603.00010', score: expect.any(Number) });
    const shares = Object.values(digest.papers[0].breakdown as Record<string, number>);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(digest.papers[0].score);
  });

  it('gives the digest of a week and of a month by their names', async () => {
    for (const [kind, period, listDate, name] of [
      ['weekly', '2026-03-16', '2026-03-22', '2026-W12'],
      ['monthly', '2026-03-01', '2026-03-31', '2026-03'],
    ] as const) {
      const order = { kind, period, listDate, now: web.now, strategy: 'final', most: 2 };
      const { id } = await assembleDigest(web.database, order);
      await releaseDigest(web.database, id, web.now);
      const digest = (await get(`/digests/${name}`)).json();
      expect(digest).toMatchObject({ name, kind, date: period, listDate });
      expect(digest.papers).toHaveLength(2);
      const listed = (await get(`/digests?kind=${kind}`)).json();
      expect(listed).toMatchObject({ digests: [{ name }], next: null });
    }
  });

  it('pages through the digests, newest first, each once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const answer: { digests: { date: string }[]; next: string | null } = (
        await get(`/digests?limit=3${next === '' ? '' : `&before=${next}`}`)
      ).json();
      seen.push(...answer.digests.map(({ date }) => date));
      next = answer.next;
    }
    expect(seen).toEqual([...days].reverse());
  });

  it.each([
    ['/papers?date=2026-02-30', 400, 'DATE_INVALID'],
    ['/digests/yesterday', 400, 'DATE_INVALID'],
    ['/digests?before=x', 400, 'DATE_INVALID'],
    ['/digests?kind=sample', 400, 'INPUT_INVALID'],
    ['/digests/2026-W13', 404, 'DIGEST_NOT_FOUND'],
    ['/digests/2026-13', 400, 'DATE_INVALID'],
    ['/digests?limit=0', 400, 'INPUT_INVALID'],
    ['/digests?limit=many', 400, 'INPUT_INVALID'],
    ['/digests/2026-03-22', 404, 'DIGEST_NOT_FOUND'],
  ])('answers %s as a problem', async (path, status, code) => {
    const answer = await get(path);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status, code });
  });
});
