import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('search', () => {
  let web: OpenWeb;
  const date = '2026-03-24';

  beforeAll(async () => {
    web = await openWeb();
    await savePapers(web.database, [
      listedPaper({
        id: '2603.00001',
        date,
        paper: {
          title: 'Sparse <script>alert(1)</script> umbrellas',
          abstract: 'Of </p><img src=x> umbrellas in R$^3$L & rain.',
        },
      }),
      ...Array.from({ length: 25 }, (_, index) =>
        listedPaper({
          id: `2603.001${String(index).padStart(2, '0')}`,
          date,
          paper: { title: `Ledger ${index}` },
        }),
      ),
    ]);
  });
  afterAll(() => web.close());

  async function page(q: string, more = ''): Promise<string> {
    const answer = await web.server.inject({ url: `/search?q=${encodeURIComponent(q)}${more}` });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  }

  it('is a form that needs no script', async () => {
    const html = await page('');
    expect(html).toContain('<form method="get" action="/search" role="search"');
    expect(html).toMatch(/<script src="\/assets\/search\.js\?v=[\w-]{10}" defer>/);
    expect(html).not.toContain('class="result');
  });

  it('shows what was found with its matches marked, everything escaped', async () => {
    const html = await page('umbrellas');
    expect(html).toContain('1 paper.');
    expect(html).toContain('href="/papers/2603.00001"');
    expect(html).toContain('Sparse &lt;script&gt;alert(1)&lt;/script&gt; <mark>umbrellas</mark>');
    expect(html).toContain('<mark>umbrellas</mark> in R³L &amp; rain');
    expect(html).not.toMatch(/<img|<script>/);
  });

  it('escapes what was typed, keeps it in the field, and says when nothing matches', async () => {
    const html = await page('"><script>alert(2)</script> zebra');
    expect(html).not.toContain('<script>');
    expect(html).toContain('value="&#34;&gt;&lt;script&gt;alert(2)&lt;/script&gt; zebra"');
    expect(html).toContain('No paper holds all of this');
  });

  it('looks for what was meant, and says so', async () => {
    expect(await page('umbrelas')).toContain('No paper holds umbrelas. 1 paper for umbrellas.');
  });

  it('says which filter it cannot read', async () => {
    expect(await page('umbrellas after:soon')).toContain('“after:soon” cannot be read.');
  });

  it('pages', async () => {
    const first = await page('ledger ');
    expect(first).toContain('25 papers.');
    expect(first.match(/<li class="result">/g)).toHaveLength(20);
    expect(first).toContain('rel="next" class="later" href="/search?q=ledger+&amp;page=2"');
    const second = await page('ledger ', '&page=2');
    expect(second.match(/<li class="result">/g)).toHaveLength(5);
    expect(second).toContain('<ol class="results" start="21">');
    expect(second).toContain('rel="prev"');
  });

  it('says neither in the log nor elsewhere what was looked for', async () => {
    await page('secretword');
    expect(web.logged.join('')).not.toContain('secretword');
  });

  it('answers programs too', async () => {
    const answer = (await web.server.inject({ url: '/api/v1/search?q=umbrelas' })).json();
    expect(answer).toMatchObject({
      total: 1,
      corrected: 'umbrellas',
      papers: [{ id: '2603.00001', snippet: expect.arrayContaining([{ text: 'umbrellas', hit: true }]) }],
    });
    const shaped = (await web.server.inject({ url: '/api/papers/search?q=ledger%20&limit=3' })).json();
    expect(shaped).toHaveLength(3);
    expect(shaped[0].paper.title).toMatch(/^Ledger/);
    expect((await web.server.inject({ url: '/api/v1/search?q=' })).statusCode).toBe(400);
  });
});
