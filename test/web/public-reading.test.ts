import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../src/store/papers/papers.js';
import { listedPaper } from '../support/listed-paper.js';
import { type OpenWeb, openWeb, publicUrl } from './open-web.js';

const date = '2026-03-24';
const PAPERS = 60;

describe('what programs read of papers', () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb({ now: new Date(`${date}T12:00:00Z`) });
    await savePapers(
      web.database,
      Array.from({ length: PAPERS }, (_, index) =>
        listedPaper({
          id: `2603.${String(index + 1).padStart(5, '0')}`,
          date,
          // The old ones are liked more, so that relevance and newness differ.
          upvotes: index * 10,
          paper: {
            title: index % 2 === 0 ? `Kettle ${index}` : `Lantern ${index}`,
            abstract: 'All about a kettle.',
            publishedAt: new Date(Date.UTC(2026, 2, 20) - index * 86_400_000),
          },
        }),
      ),
    );
    await savePapers(web.database, [
      listedPaper({ id: 'hep-th/9901001', date, paper: { title: 'An old zither', publishedAt: null } }),
      listedPaper({
        id: '2603.09999',
        date,
        paper: {
          title: 'The M\\"obius $\\alpha$',
          authors: ["Jos\\'e Mu\\~noz", 'the Tea Collaboration'],
          categories: ['cs.CL'],
        },
      }),
    ]);
  });
  afterAll(() => web.close());
  const get = (url: string, headers: Record<string, string> = {}) => web.server.inject({ url, headers });

  it('the feed of a search has the newest that match, compressed, and 304 where nothing changed', async () => {
    const answer = await get('/feeds/search.json?q=kettle');
    const ids = (answer.json() as { items: { id: string }[] }).items.map(({ id }) => id.slice(-10));
    expect(ids).toEqual(
      Array.from({ length: 40 }, (_, index) => `2603.${String(index + 1).padStart(5, '0')}`),
    );
    const etag = String(answer.headers['etag']);
    expect((await get('/feeds/search.json?q=kettle', { 'if-none-match': etag })).statusCode).toBe(304);
    const packed = await get('/feeds/search.atom?q=kettle', { 'accept-encoding': 'gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
  });

  it('an undated paper carries the day of its list', async () => {
    expect((await get('/feeds/search.atom?q=zither')).body).toContain(`<updated>${date}T00:00:00`);
  });

  it('the search page sorts by relevance or by date, and leaves compressed', async () => {
    const first = async (more: string) =>
      /(Kettle|Lantern)\D*\d+/.exec((await get(`/search?q=kettle${more}`)).body.replace(/<[^>]+>/g, ''))?.[0];
    expect(await first('&sort=date')).toContain('Kettle 0');
    expect(await first('')).not.toContain('Kettle 0');
    const packed = await get('/search?q=kettle', { 'accept-encoding': 'br' });
    expect(packed.headers['content-encoding']).toBe('br');
  });

  it('a paper tells its citation to reference managers, and one address', async () => {
    const { body } = await get('/papers/2603.09999');
    for (const [name, content] of [
      ['citation_title', 'The Möbius α'],
      ['citation_author', 'Muñoz, José'],
      ['citation_author', 'the Tea Collaboration'],
      ['citation_publication_date', '2026/03/20'],
      ['citation_arxiv_id', '2603.09999'],
      ['citation_pdf_url', 'https://arxiv.org/pdf/2603.09999'],
      ['citation_doi', '10.48550/arXiv.2603.09999'],
    ]) {
      expect(body).toContain(`<meta name="${name}" content="${content}">`);
    }
    expect(body).toContain(`<link rel="canonical" href="${publicUrl}/papers/2603.09999">`);
    expect((await get(`/daily/${date}`)).body).toContain(
      `<link rel="canonical" href="${publicUrl}/daily/${date}">`,
    );
    expect((await get('/sitemap/2026-03.xml')).body).toContain(`<loc>${publicUrl}/daily/${date}</loc>`);
  });

  it('old ids with a slash, and moments for days, are understood in Hugging Face’s shape', async () => {
    expect((await get('/api/papers/hep-th/9901001')).json()).toMatchObject({ id: 'hep-th/9901001' });
    const days = await get(`/api/daily_papers?date=${encodeURIComponent(`${date}T05:00:00.000Z`)}&limit=5`);
    expect(days.json()).toHaveLength(5);
    expect((await get('/api/daily_papers?date=2026-03-24Tx')).statusCode).toBe(400);
    expect((await get(`/api/daily_papers?date=${date}T23:00:00+00:00&limit=5`)).json()).toHaveLength(5);
    const own = await get(`/api/v1/papers?date=${date}T05:00:00Z`);
    expect(own.json()).toMatchObject({ date });
  });

  it('pages of other sites may read what is public, and nothing else', async () => {
    for (const url of [
      '/api/daily_papers',
      '/api/v1/search?q=kettle',
      '/feeds/daily.json',
      '/papers/2603.09999',
    ]) {
      expect((await get(url)).headers['access-control-allow-origin']).toBe('*');
    }
    for (const url of ['/', '/healthz', '/api/v1/operators/digests', '/preferences/x', '/feeds/x/atom.xml']) {
      expect((await get(url)).headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('every operation has a name of its own', async () => {
    const { paths } = (await get('/docs/json')).json() as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(ids.every((id) => /^[a-z]+[A-Za-z0-9]+$/.test(id ?? ''))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('there is a favicon by its old name', async () => {
    const icon = await get('/favicon.ico');
    expect([icon.statusCode, icon.headers['content-type']]).toEqual([200, 'image/x-icon']);
    expect(icon.rawPayload.subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
  });
});
