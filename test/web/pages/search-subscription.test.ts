import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const date = '2026-03-24';

describe('a search as a subscription', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    await savePapers(web.database, [
      listedPaper({
        id: '2603.00001',
        date,
        paper: { title: 'Umbrellas for robots', authors: ['Ada Invented'] },
      }),
      listedPaper({
        id: '2603.00002',
        date,
        paper: { title: 'Umbrellas in the rain', authors: ['Bo Sample'] },
      }),
      listedPaper({ id: '2603.00003', date, paper: { title: 'Ledgers', authors: ['Cy Sample'] } }),
    ]);
    const order = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
    await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await web.database.query('UPDATE digests SET released_at = $1', [web.now]);
  });
  afterAll(() => web.close());

  async function page(q: string): Promise<string> {
    const answer = await web.server.inject({ url: `/search/subscribe?${new URLSearchParams({ q })}` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    return answer.body;
  }
  const rulesIn = (html: string): unknown => {
    const [, held = ''] = /name="preferences" value="([^"]*)"/.exec(html) ?? [];
    return JSON.parse(held.replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
  };

  it('stands behind every search that can be one', async () => {
    const link = 'href="/search/subscribe?q=umbrelas+rain"';
    expect((await web.server.inject({ url: '/search?q=umbrelas+rain' })).body).toContain(
      link.replace('umbrelas', 'umbrellas'),
    );
    expect((await web.server.inject({ url: '/search?q=zebra' })).body).toContain('/search/subscribe?q=zebra');
    for (const url of ['/search', '/search?q=after:2026', '/search?q=2603.00001']) {
      expect((await web.server.inject({ url })).body).not.toContain('/search/subscribe');
    }
  });

  it('shows what it means, what would have come, and a card that takes it along', async () => {
    const html = await page('umbrellas rain -robots');
    expect(html).toMatch(/With the words<\/dt><dd[^>]*>umbrellas and rain</);
    expect(html).toMatch(/Never with<\/dt><dd[^>]*>robots</);
    expect(html).toContain('In the last seven days: 1 mail with 1 of 3 papers.');
    expect(html).toContain('Umbrellas in the rain');
    expect(html).not.toContain('Umbrellas for robots');
    const rules = { follow: { keywords: ['umbrellas + rain'] }, mute: { keywords: ['robots'] } };
    expect(rulesIn(html)).toEqual({ rules });
    const signup = await web.post('/subscribe', {
      address: 'new@example.org',
      preferences: JSON.stringify({ rules }),
    });
    expect(signup.body).toContain('Check your inbox');
    const { rows } = await web.database.query<{ preferences: object }>('SELECT preferences FROM signups');
    expect(rows[0]?.preferences).toMatchObject({ rules });
  });

  it('follows authors by the full names of those it knows, and says the rest plainly', async () => {
    const html = await page('author:sample author:nobody cat:CS.cl after:2026-03 after:soon');
    expect(rulesIn(html)).toEqual({
      rules: { follow: { categories: ['cs.CL'], authors: ['Bo Sample', 'Cy Sample', 'nobody'] } },
    });
    expect(html).toContain('brings each paper that has any one of them');
    expect(html).toContain('No paper here has an author called “nobody”');
    expect(html).toContain('Days are left out');
    expect(html).toContain('“after:soon” cannot be read and is left out.');
  });

  it('escapes what was typed, in every place', async () => {
    const html = await page('"><script>alert(1)</script> author:"<img src=x>"');
    expect(html).not.toMatch(/<script>|<img/);
  });

  it('asks to correct what is too long, and takes nothing along', async () => {
    const html = await page(`"${'long '.repeat(30)}"`);
    expect(html).toContain('at most 80 characters');
    expect(html).not.toContain('name="preferences"');
  });

  it('goes back to the search where there is nothing to follow, and is limited for each client', async () => {
    const back = await web.server.inject({ url: '/search/subscribe?q=after:2026' });
    expect([back.statusCode, back.headers.location]).toEqual([303, '/search?q=after%3A2026']);
    const ask = () => web.server.inject({ url: '/search/subscribe?q=x', remoteAddress: '192.0.2.7' });
    const codes: number[] = [];
    for (let asked = 0; asked < 61; asked += 1) codes.push((await ask()).statusCode);
    expect(codes.filter((code) => code === 429)).toHaveLength(1);
  });

  it('speaks German too', async () => {
    const answer = await web.server.inject({
      url: '/search/subscribe?q=umbrellas+rain',
      headers: { 'accept-language': 'de' },
    });
    expect(answer.body).toContain('umbrellas und rain');
  });
});
