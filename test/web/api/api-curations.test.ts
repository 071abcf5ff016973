import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

describe('curation by the API', () => {
  let web: OpenWeb;
  const date = '2026-03-25';

  beforeAll(async () => {
    web = await openWeb();
    const ids = ['2603.00001', '2603.00002'];
    await savePapers(
      web.database,
      ids.map((id) => listedPaper({ id, date, observedAt: web.now })),
    );
  });
  afterAll(() => web.close());

  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
    web.server.inject({
      method,
      url: `/api/v1/admin/curations${path}`,
      headers: { authorization: `Bearer ${adminKey}` },
      ...(payload === undefined ? {} : { payload }),
    });

  it('asks for the key', async () => {
    expect((await web.server.inject({ url: '/api/v1/admin/curations' })).statusCode).toBe(401);
  });

  it('records a decision for the digest that is named, lists it and takes it back', async () => {
    const week = { action: 'pin', paperId: '2603.00002', kind: 'weekly', date, note: 'Mind this.' };
    const made = await call('POST', '', week);
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      paperId: '2603.00002',
      title: 'Invented paper 2603.00002',
      digest: '2026-W13',
      from: '2026-03-23',
      note: 'Mind this.',
      via: 'api',
      endedAt: null,
    });
    const { id } = made.json();
    expect((await call('GET', '')).json()).toMatchObject({ curations: [{ id }] });
    expect((await call('DELETE', `/${id}`)).json()).toMatchObject({ id, endedAt: web.now.toISOString() });
    expect((await call('GET', '')).json()).toEqual({ curations: [] });
    expect((await call('GET', '?all=true')).json()).toMatchObject({ curations: [{ id }] });
    expect((await call('DELETE', `/${id}`)).statusCode).toBe(404);
  });

  it('is for the daily digest that freezes next where none is named', async () => {
    const hidden = await call('POST', '', { action: 'hide', paperId: '2603.00001' });
    expect(hidden.json()).toMatchObject({ digest: null, from: '2026-03-24' });
    await call('DELETE', `/${hidden.json().id}`);
  });

  it('shows the note with the paper, escaped, on the page and in the API', async () => {
    const note = 'Read <b>this</b> & "that".';
    await call('POST', '', { action: 'pin', paperId: '2603.00002', date, note });
    const order = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
    const digest = await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await releaseDigest(web.database, digest.id, web.now);
    const page = (await web.server.inject({ url: `/digests/${date}` })).body;
    expect(page).toContain('Editor’s note: Read &lt;b&gt;this&lt;/b&gt; &amp; &#34;that&#34;.');
    const { papers } = (await web.server.inject({ url: `/api/v1/digests/${date}` })).json();
    expect(papers.map(({ curation, note }: { curation: string; note: string }) => [curation, note])).toEqual([
      ['pin', note],
      [null, null],
    ]);
  });

  it.each([
    [{ action: 'pin', paperId: '2603.00001', date }, 409, 'DIGEST_FROZEN'],
    [{ action: 'add', paperId: '2603.00001', date: '2026-03-26' }, 409, 'PAPER_TAKEN'],
    [{ action: 'add', paperId: '2603.09999', date: '2026-03-26' }, 404, 'PAPER_UNKNOWN'],
    [{ action: 'burn', paperId: '2603.00001' }, 400, 'INPUT_INVALID'],
    [{ action: 'pin', paperId: '2603.00001', date: 'today' }, 400, 'DATE_INVALID'],
    [{ action: 'pin', paperId: '2603.00001', note: 'x'.repeat(501) }, 400, 'INPUT_INVALID'],
  ])('answers %j as a problem', async (payload, status, code) => {
    const answer = await call('POST', '', payload);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.statusCode).toBe(status);
  });
});
