import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedFormats } from '../../../src/rendering/feeds/feed-formats.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb, publicUrl } from '../open-web.js';

/** Fails unless every element is closed in order and every sign that needs it is an entity. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .replace(/<(\/?)([\w:]+)((?:\s[\w:.-]+="[^"<]*")*)\s*(\/?)>/g, (_, close, name, __, own) => {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (own === '') open.push(name);
      return '';
    });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
}

describe('feeds', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-31T12:00:00Z') });
    await savePapers(web.database, [
      listedPaper({
        id: '2603.00001',
        date: '2026-03-31',
        paper: {
          title: 'Ledgers <swi> & "teapots" R$^3$L',
          abstract: 'It is ]]> & <script>alert(1)</script> \u{1F600}.',
          authors: ['Ada & Co', '</name>'],
          categories: ['cs.CL'],
        },
      }),
      listedPaper({ id: '2603.00002', date: '2026-03-30' }),
      listedPaper({ id: '2603.00002', date: '2026-03-27' }),
      listedPaper({ id: '2603.00003', date: '2026-03-25', upvotes: 70 }),
      listedPaper({ id: 'hep-th/9901001', date: '2026-03-24' }),
    ]);
  });
  afterAll(() => web.close());

  async function feed(path: string): Promise<string> {
    const answer = await web.server.inject({ url: path });
    expect(answer.statusCode).toBe(200);
    const format = feedFormats.find(({ extension }) => path.split('?')[0]?.endsWith(`.${extension}`));
    expect(answer.headers['content-type']).toBe(`${format?.mediaType}; charset=utf-8`);
    expect(answer.headers['cache-control']).toMatch(/^public, max-age=\d+/);
    return answer.body;
  }

  it.each(['/feeds/daily', '/feeds/weekly', '/feeds/search'])('%s is in each format', async (path) => {
    const query = path.endsWith('search') ? '?q=%22invented%20paper%22' : '';
    for (const extension of ['atom', 'rss']) expectWellFormed(await feed(`${path}.${extension}${query}`));
    const json = JSON.parse(await feed(`${path}.json${query}`));
    expect(json.version).toBe('https://jsonfeed.org/version/1.1');
    expect(json.feed_url).toMatch(new RegExp(`^${publicUrl}${path}\\.json`));
    expect(json.items.length).toBeGreaterThan(0);
    for (const { url, id } of json.items) {
      expect(url).toBe(id);
      expect((await web.server.inject({ url: url.slice(publicUrl.length) })).statusCode).toBe(200);
    }
  });

  it('tell of the papers of the newest days, each once', async () => {
    const { items } = JSON.parse(await feed('/feeds/daily.json'));
    expect(items.map(({ url }: { url: string }) => url)).toEqual([
      `${publicUrl}/papers/2603.00001`,
      `${publicUrl}/papers/2603.00002`,
    ]);
    expect(items[0]).toMatchObject({
      title: 'Ledgers <swi> & "teapots" R³L',
      content_html: '<p>It is ]]&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt; \u{1F600}.</p>',
      authors: [{ name: 'Ada & Co' }, { name: '</name>' }],
      tags: ['cs.CL'],
      date_modified: '2026-03-31T00:00:00.000Z',
    });
  });

  it('escape whatever a source sends', async () => {
    const atom = await feed('/feeds/daily.atom');
    expect(atom).toContain('<title>Ledgers &lt;swi&gt; &amp; &quot;teapots&quot; R³L</title>');
    expect(atom).toContain('&lt;p&gt;It is ]]&amp;gt; &amp;amp; &amp;lt;script&amp;gt;');
    const rss = await feed('/feeds/daily.rss');
    expect(rss).toContain('<pubDate>Tue, 31 Mar 2026 00:00:00 GMT</pubDate>');
  });

  it('tell of weeks that are over', async () => {
    const { items } = JSON.parse(await feed('/feeds/weekly.json'));
    expect(items).toHaveLength(1);
    expect(items[0].url).toBe(`${publicUrl}/week/2026-W13`);
    expect(items[0].content_html).toContain('Invented paper 2603.00003</a> (70)</li>');
  });

  it('are named where browsers look for them', async () => {
    const { body } = await web.server.inject({ url: '/' });
    expect(body).toContain('rel="alternate" type="application/atom+xml"');
    expect((await web.server.inject({ url: '/search?q=ledgers' })).body).toContain(
      '/feeds/search.atom?q=ledgers',
    );
    expect((await web.server.inject({ url: '/feeds/search.atom' })).statusCode).toBe(400);
  });
});

describe('what search engines find', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    await savePapers(web.database, [
      listedPaper({ id: '2603.00001', date: '2026-03-24', paper: { title: 'On </script><!-- & more' } }),
      listedPaper({ id: 'hep-th/9901001', date: '2025-12-31' }),
      listedPaper({ id: 'sample-01', date: '2026-02-01', source: 'sample' }),
    ]);
  });
  afterAll(() => web.close());

  it('is a sitemap for each month, which robots are told of', async () => {
    expect((await web.server.inject({ url: '/robots.txt' })).body).toContain(
      `Sitemap: ${publicUrl}/sitemap.xml`,
    );
    const { body } = await web.server.inject({ url: '/sitemap.xml' });
    expectWellFormed(body);
    const maps = [...body.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url);
    expect(maps).toEqual([`${publicUrl}/sitemap/2026-03.xml`, `${publicUrl}/sitemap/2025-12.xml`]);
    for (const map of maps) {
      const urls = (await web.server.inject({ url: map.slice(publicUrl.length) })).body;
      expectWellFormed(urls);
      for (const [, url = ''] of urls.matchAll(/<loc>([^<]+)<\/loc>/g)) {
        expect((await web.server.inject({ url: url.slice(publicUrl.length) })).statusCode).toBe(200);
      }
    }
    expect((await web.server.inject({ url: '/sitemap/2026-13.xml' })).statusCode).toBe(404);
  });

  it('is told in the words of schema.org, which no title can end', async () => {
    const { body } = await web.server.inject({ url: '/papers/2603.00001' });
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(body) ?? [];
    expect(json).not.toMatch(/[<>&]/);
    expect(JSON.parse(json)).toMatchObject({
      '@type': 'ScholarlyArticle',
      headline: expect.stringContaining('</script>'),
      identifier: 'arXiv:2603.00001',
      datePublished: '2026-03-20',
    });
    expect(body).toContain(`<link rel="canonical" href="${publicUrl}/papers/2603.00001">`);
    expect(body).toContain('<meta property="og:title" content="On &lt;/script&gt;&lt;!-- &amp; more">');
  });
});
