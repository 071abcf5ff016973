import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('pages of longer stretches', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-04-01T12:00:00Z') });
    await savePapers(web.database, [
      listedPaper({ id: '2603.00001', date: '2026-03-31', upvotes: 5 }),
      listedPaper({ id: '2603.00002', date: '2026-03-30', upvotes: 50 }),
      listedPaper({ id: '2603.00002', date: '2026-03-31', upvotes: 50 }),
      listedPaper({ id: '2603.00003', date: '2026-03-06', upvotes: 500 }),
      ...Array.from({ length: 101 }, (_, index) =>
        listedPaper({ id: `2601.${10_000 + index}`, date: '2026-01-05', upvotes: index }),
      ),
    ]);
  });
  afterAll(() => web.close());

  async function page(url: string): Promise<string> {
    const answer = await web.server.inject({ url });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  }
  const ids = (html: string) =>
    [
      ...html.matchAll(
        /<article [\s\S]*?<h3 [^>]*>(?:<span class="rank">\d+<\/span> )?<a href="\/papers\/([\d.]+)"/g,
      ),
    ].map(([, id]) => id);

  it('shows a week, most upvotes first, each paper once', async () => {
    const html = await page('/week/2026-W14');
    expect(ids(html)).toEqual(['2603.00002', '2603.00001']);
    expect(html).toContain('Week 14 of 2026');
    expect(html).toContain('Mar 30 to Apr 5, 2026');
    expect(html).toContain('More papers are still to come.');
    expect(html).toContain('rel="prev" href="/week/2026-W10"');
    expect(html).not.toContain('rel="next"');
  });

  it('shows a month, and says when there is more', async () => {
    const html = await page('/month/2026-01');
    expect(ids(html)).toHaveLength(100);
    expect(ids(html)[0]).toBe('2601.10100');
    expect(html).toContain('These 100 have the most upvotes; there are more.');
    expect(html).toContain('rel="next" href="/month/2026-03"');
    expect(ids(await page('/month/2026-03'))).toEqual(['2603.00003', '2603.00002', '2603.00001']);
  });

  it('says why there is nothing', async () => {
    expect(await page('/month/2026-02')).toContain('No list of these days was read.');
    expect(await page('/week/2026-W20')).toContain('These days have not come yet.');
  });

  it('shows what is trending, of the newest week of lists', async () => {
    const html = await page('/trending');
    expect(ids(html)).toEqual(['2603.00002', '2603.00001']);
    expect(html).toContain('Why it is trending: upvotes');
  });

  it.each(['/week/2026-W54', '/week/2026-03', '/month/2026-13', '/month/2026-W14', '/week/x'])(
    'there is none at %s',
    async (url) => {
      expect((await web.server.inject({ url, headers: { accept: 'text/html' } })).statusCode).toBe(404);
    },
  );

  it('leads to the day that was chosen, and to no other place', async () => {
    const chosen = await web.server.inject({ url: '/daily?date=2026-03-30' });
    expect([chosen.statusCode, chosen.headers.location]).toEqual([303, '/daily/2026-03-30']);
    for (const date of ['//example.org', '2026-02-30', '']) {
      expect((await web.server.inject({ url: `/daily?date=${date}` })).statusCode).toBe(400);
    }
    const html = await page('/daily/2026-03-31');
    expect(html).toContain('type="date" required max="2026-04-01" value="2026-03-31"');
    expect(html).toContain('href="/week/2026-W14"');
    expect(html).toContain('href="/month/2026-03"');
  });
});
