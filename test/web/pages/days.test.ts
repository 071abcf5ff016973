import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseList } from '../../../src/sources/huggingface/parse-list.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { recordedAnswers, recordedList } from '../../support/huggingface-server.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

async function polled(web: OpenWeb, listDate: string, errorCode: 'SOURCE_UNAVAILABLE' | null = null) {
  const at = web.now;
  const poll = { source: 'huggingface', listDate, startedAt: at, finishedAt: at, papers: 0, skipped: 0 };
  await recordPoll(web.database, { ...poll, errorCode, errorDetail: null });
}

async function page(web: OpenWeb, url: string): Promise<string> {
  const answer = await web.server.inject({ url });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  return answer.body;
}

/** The text that stands on a page, without marks and in one line. */
function text(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('before anything was read', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  it('shows the sample day, labelled, and says that the list is being read', async () => {
    const html = text(await page(web, '/'));
    expect(html).toContain('Sample papers: each of these is invented');
    expect(html).toContain('Today’s list is being read; look again in a minute.');
    expect(html).toContain('A. Sample');
    expect(html).not.toContain('by AK and the research community');
    expect(html).toContain('Get trending papers in your email inbox');
  });

  it('says since when the source has not answered', async () => {
    await polled(web, '2026-03-24', 'SOURCE_UNAVAILABLE');
    const html = text(await page(web, '/'));
    expect(html).toContain('has not answered since Mar 24, 2026, 09:30 UTC');
    expect(html).toContain('Sample papers');
  });

  it('has nothing in the archive, and says when the first digest comes', async () => {
    expect(text(await page(web, '/digests'))).toContain('The next digest comes tomorrow 08:00 (UTC).');
  });

  it('knows which days cannot have papers', async () => {
    expect(text(await page(web, '/daily/2026-03-21'))).toContain('Daily Papers rests at weekends');
    expect(text(await page(web, '/daily/2026-03-25'))).toContain('This day has not come yet');
    for (const url of ['/daily/2026-02-30', '/daily/today', '/daily/']) {
      expect((await web.server.inject({ url, headers: { accept: 'text/html' } })).statusCode).toBe(404);
    }
  });
});

describe('papers of a day', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    const date = '2026-03-24';
    await savePapers(web.database, [
      listedPaper({
        id: '2603.00001',
        date,
        upvotes: 1214,
        comments: 3,
        paper: { publishedAt: new Date('2026-03-23T18:00:00Z') },
      }),
      listedPaper({
        id: '2603.00002',
        date,
        upvotes: 1,
        comments: 1,
        paper: {
          title: '<script>alert("1")</script> & R$^3$L: "quoted" \'and\' {{ 7 | times: 6 }} {% raw %}',
          abstract: '</p><img src=x onerror=alert(1)> 5\\% of $5 \\textit{RL} </think>',
          authors: ['</details><script>alert(2)</script>'],
          publishedAt: new Date('2025-10-16T00:00:00Z'),
          codeUrl: 'javascript:alert(3)',
          projectUrl: 'https://example.org/"><script>alert(4)</script>',
        },
      }),
      listedPaper({
        id: '2603.00003',
        date,
        upvotes: 0,
        comments: 0,
        paper: { authors: Array.from({ length: 573 }, (_, index) => `Author ${index}`), publishedAt: null },
      }),
      listedPaper({ id: '2603.00004', date: '2026-03-20' }),
    ]);
    await polled(web, date);
  });
  afterAll(() => web.close());

  it('shows heading, curators, date, and what is known of each, most upvotes first', async () => {
    const html = text(await page(web, '/'));
    expect(html).toMatch(
      /Daily Papers by AK and the research community ← Earlier: Mar 20 Mar 24 Day Week Month/,
    );
    expect(html).toContain('Institute of Examples ▲ 1,214 upvotes 3 comments code ★ 3 stars');
    expect(html).toContain('▲ 1 upvote 1 comment');
    expect(html).toContain('Author 0 … Author 572 (573 authors)');
    expect(html).toContain('Model’s summary One sentence.');
    expect(html).toContain('3 papers');
    expect(html.indexOf('2603.00001')).toBeLessThan(html.indexOf('quoted'));
  });

  it('escapes whatever a source sends, and links to http and https only', async () => {
    const html = await page(web, '/');
    expect(html).not.toMatch(/<script>|<img|javascript:/);
    expect(html).toContain(
      '&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; R<sup>3</sup>L: &#34;quoted&#34; &#39;and&#39; {{ 7 | times: 6 }} {% raw %}',
    );
    const whole = await page(web, '/papers/2603.00002');
    expect(whole).not.toMatch(/<img|javascript:/);
    expect(whole).toContain('5% of $5 <em>RL</em> &lt;/think&gt;');
  });

  it('goes to the days before and after that have a list', async () => {
    const html = await page(web, '/');
    expect(html).toContain('rel="prev" href="/daily/2026-03-20"');
    expect(html).not.toContain('rel="next"');
    const weekend = await page(web, '/daily/2026-03-21');
    expect(weekend).toContain('rel="prev" href="/daily/2026-03-20"');
    expect(weekend).toContain('rel="next" href="/daily/2026-03-24"');
    expect(await page(web, '/daily/2026-03-20')).toContain('2603.00004');
  });

  it('shows the newest list at a weekend, and says why', async () => {
    web.now = new Date('2026-03-28T12:00:00Z');
    const html = text(await page(web, '/'));
    expect(html).toContain(
      'No list today: Daily Papers rests at weekends. These are the papers of Tue, Mar 24.',
    );
    expect(html).toContain('The next digest comes Monday 08:00 (UTC).');
    web.now = new Date('2026-03-24T09:30:00Z');
  });

  it('says when the source was last read, where nobody has asked it for a while', async () => {
    web.now = new Date('2026-03-24T13:00:00Z');
    const html = text(await page(web, '/'));
    expect(html).toMatch(
      /The source of the papers was last read Mar 24, 2026, \d\d:\d\d UTC; the latest papers/,
    );
    expect(text(await page(web, '/daily/2026-03-20'))).not.toContain('was last read');
    web.now = new Date('2026-03-24T09:30:00Z');
  });

  it('says that a list may lack papers while the source is down', async () => {
    web.now = new Date('2026-03-24T10:00:00Z');
    await polled(web, '2026-03-24', 'SOURCE_UNAVAILABLE');
    expect(text(await page(web, '/'))).toContain('the latest papers may be missing');
  });
});

describe.skipIf(!existsSync(recordedAnswers))('a recorded day', () => {
  it('stands on the page whole', async () => {
    const web = await openWeb();
    try {
      const date = '2026-03-24';
      const request = { date, observedAt: web.now, baseUrl: 'https://huggingface.co' };
      const { listed } = parseList([...(await recordedList(date))], request);
      await savePapers(web.database, listed);
      const html = await page(web, '/');
      expect(listed.length).toBeGreaterThan(10);
      for (const { paper } of listed) expect(html).toContain(`href="/papers/${paper.id}"`);
      expect(html.match(/<article /g)).toHaveLength(listed.length);
      expect(html.match(/<h1/g)).toHaveLength(1);
    } finally {
      await web.close();
    }
  });
});
