import { afterAll, beforeAll, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

const DAY = '2026-03-24';
const ID = '2603.00001';

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb({ environment: { DIGEST_APPROVAL: 'asked' } });
  await savePapers(web.database, [listedPaper({ id: ID, date: DAY, upvotes: 7 })]);
  for (const kind of ['daily', 'weekly', 'monthly'] as const) {
    const period = { daily: DAY, weekly: '2026-03-23', monthly: '2026-03-01' }[kind];
    const strategy = kind === 'daily' ? 'trending' : 'final';
    await assembleDigest(web.database, { kind, period, listDate: DAY, now: web.now, strategy });
  }
});
afterAll(() => web.close());

const get = (url: string) => web.server.inject({ url });
const act = (path: string, payload: object = {}) => {
  const headers = { authorization: `Bearer ${adminKey}` };
  return web.server.inject({ method: 'POST', url: `/api/v1/admin/digests/${path}`, headers, payload });
};

/** Where a digest of a name shows; what it answers while nobody may see it. */
const places = (name: string) => [
  `/digests/${name}`,
  `/digests/${name}/sending`,
  ...['bib', 'ris', 'csl.json'].map((form) => `/digests/${name}/papers.${form}`),
  `/api/v1/digests/${name}`,
];

it('a digest that is frozen and not released is nowhere, and everywhere once it is', async () => {
  const names = [DAY, '2026-W13', '2026-03'];
  const lists = ['daily', 'weekly', 'monthly'].flatMap((kind) => [
    `/digests?kind=${kind}`,
    `/api/v1/digests?kind=${kind}`,
  ]);
  for (const url of names.flatMap(places)) expect((await get(url)).statusCode, url).toBe(404);
  for (const url of [
    ...lists,
    `/papers/${ID}`,
    `/papers/${ID}.md`,
    '/sitemap/2026-03.xml',
    '/feeds/daily.atom',
  ]) {
    const { statusCode, body } = await get(url);
    expect(statusCode, url).toBe(200);
    for (const name of names) expect(body, url).not.toContain(`/digests/${name}`);
    expect(body, url).not.toContain('"frozenAt"');
  }

  for (const name of names) {
    expect((await act(`${name}/hold`, { reason: 'a look' })).json()).toMatchObject({
      ...{ name, state: 'held', papers: 1, hold: { by: 'environment', reason: 'a look' } },
      approval: { needed: true, at: null },
    });
    expect((await act(`${name}/release`)).json()).toMatchObject({ code: 'DIGEST_HELD' });
    expect((await act(`${name}/lift`)).json()).toMatchObject({ state: 'waiting', releasesAt: null });
    expect((await act(`${name}/release`)).json()).toMatchObject({ code: 'DIGEST_NOT_APPROVED' });
    const { frozenAt } = (await act(`${name}/freeze-again`)).json();
    expect((await act(`${name}/approve`, { frozenAt })).json()).toMatchObject({ state: 'approved' });
    expect((await act(`${name}/release`)).json()).toMatchObject({ state: 'released' });
    expect((await act(`${name}/hold`)).json()).toMatchObject({ code: 'DIGEST_RELEASED' });
  }
  for (const url of names.flatMap(places)) expect((await get(url)).statusCode, url).toBe(200);
  for (const url of lists) expect((await get(url)).body, url).toMatch(/2026-03-24|2026-W13|2026-03"/);
  expect((await get(`/papers/${ID}`)).body).toContain(`/digests/${DAY}`);
});

it('gathered days and what is no name are told apart', async () => {
  expect((await act('2026-03-23--2026-03-24/hold')).json()).toMatchObject({ code: 'INPUT_INVALID' });
  expect((await act('soon/hold')).json()).toMatchObject({ code: 'DATE_INVALID' });
  expect((await act('2026-03-25/approve')).json()).toMatchObject({ code: 'DIGEST_NOT_FOUND' });
  expect((await act('2026-03-25/hold')).json()).toMatchObject({ state: 'held', frozenAt: null });
  expect((await act('2026-03-25/lift')).json()).toMatchObject({
    state: 'open',
    freezesAt: expect.any(String),
  });
});
