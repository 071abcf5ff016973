import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../../src/store/papers/papers.js';
import { putSave } from '../../../src/store/tastes/saves.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const start = new Date('2026-03-24T09:30:00Z');
const idOf = (n: number) => `2603.${String(n).padStart(5, '0')}`;

describe('saved papers', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: start });
    const papers = Array.from({ length: 60 }, (_, n) => listedPaper({ id: idOf(n + 1), date: '2026-03-23' }));
    await savePapers(web.database, papers);
  });
  afterAll(() => web.close());

  /** A reader who saved papers one minute after the other, and the path of the page. */
  async function reader(address: string, papers: readonly number[]): Promise<string> {
    const { id } = await web.addReader(address);
    for (const [index, n] of papers.entries()) {
      const at = new Date(start.getTime() + index * 60_000);
      await putSave(web.database, { subscriberId: id, paperId: idOf(n), at });
    }
    return `/saved/${web.token('answer', id)}`;
  }

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });
  const shown = (body: string) => [...body.matchAll(/href="\/papers\/([\d.]+)"/g)].map(([, id]) => id);

  it('are shown with the newest first, to nobody else', async () => {
    await reader('other@example.org', [7]);
    const { headers, body } = await get(await reader('list@example.org', [2, 1, 3]));
    expect(shown(body)).toEqual([3, 1, 2].map(idOf));
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain('name="robots" content="noindex"');
  });

  it('say what to do while there are none', async () => {
    const { body } = await get(await reader('none@example.org', []));
    expect(body).toContain('Nothing is saved. Each digest has a link');
    expect(body).not.toContain('papers.bib');
  });

  it('are removed by a button, which is taken back by another', async () => {
    const path = await reader('removes@example.org', [1, 2]);
    const removed = await web.post(path, { paper: idOf(1), answer: 'undo-save' });
    expect(removed.statusCode).toBe(303);
    expect(removed.headers.location).toBe(`${path}?removed=${idOf(1)}`);
    const { body } = await get(String(removed.headers.location));
    expect(shown(body)).toEqual([idOf(2)]);
    expect(body).toContain('The paper is removed.');
    await web.post(path, { paper: idOf(1), answer: 'save' });
    expect(shown((await get(path)).body)).toHaveLength(2);
    expect((await web.post(path, { paper: idOf(1), answer: 'more' })).statusCode).toBe(400);
  });

  it('go on page by page, each paper once, also where several were saved at the same moment', async () => {
    const { id } = await web.addReader('many@example.org');
    for (let n = 1; n <= 60; n += 1) {
      await putSave(web.database, { subscriberId: id, paperId: idOf(n), at: start });
    }
    const { body } = await get(`/saved/${web.token('answer', id)}`);
    const [, older = ''] = /rel="next" href="([^"]+)"/.exec(body) ?? [];
    const rest = await get(older);
    const all = [...shown(body), ...shown(rest.body)];
    expect(shown(body)).toHaveLength(50);
    expect(new Set(all).size).toBe(60);
    expect(all).toHaveLength(60);
    expect(rest.body).not.toContain('rel="next"');
  });

  it('survive a place that was made up', async () => {
    const path = await reader('made-up@example.org', [1]);
    for (const after of ['x', '99999999999999 x', '1 2 3', '%00']) {
      expect((await get(`${path}?after=${encodeURIComponent(after)}`)).statusCode).toBe(200);
    }
  });

  it.each([
    ['bib', '@misc{arxiv-2603.00001,'],
    ['ris', 'ID  - arxiv-2603.00001'],
    ['csl.json', '"id": "arxiv-2603.00001"'],
  ])('are taken along as .%s', async (extension, text) => {
    const path = await reader(`${extension}@example.org`, [1, 2]);
    expect((await get(path)).body).toContain(`${path}/papers.${extension}"`);
    const answer = await get(`${path}/papers.${extension}`);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="saved-papers.${extension}"`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toContain(text);
    expect((await get(`${path.slice(0, -1)}_/papers.${extension}`)).statusCode).toBe(400);
  });
});
