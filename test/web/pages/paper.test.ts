import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { savePictures } from '../../../src/store/papers/pictures.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('the page of a paper', () => {
  let web: OpenWeb;
  const date = '2026-03-23';

  beforeAll(async () => {
    web = await openWeb({ pictures: { read: async () => null } });
    for (const hour of [8, 12, 20]) {
      await savePapers(web.database, [
        listedPaper({
          id: '2603.00001',
          date,
          upvotes: hour * 100,
          observedAt: new Date(`${date}T${String(hour).padStart(2, '0')}:00:00Z`),
          paper: { title: 'Umbrella <swi>sorting with R$^3$L', abstract: 'Umbrellas & "rain".' },
        }),
      ]);
    }
    await savePapers(web.database, [
      listedPaper({ id: 'hep-th/9901001', date, paper: { title: 'Umbrella sorting of old' } }),
      listedPaper({
        id: '2603.00003',
        date,
        paper: {
          authors: Array.from({ length: 573 }, (_, index) => `Author ${index}`),
          codeUrl: 'javascript:alert(1)',
        },
      }),
      listedPaper({ id: 'sample-01', date, source: 'sample' }),
    ]);
    const order = { kind: 'daily', period: '2026-03-24', listDate: date, now: web.now } as const;
    const digest = await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await releaseDigest(web.database, digest.id, web.now);
  });
  afterAll(() => web.close());

  async function page(path: string): Promise<string> {
    const answer = await web.server.inject({ url: path });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  }

  it('shows the picture, the summary with whose words it is, the whole organisation, and links to the media', async () => {
    const media = [
      'https://cdn.example.org/a.png',
      'https://cdn.example.org/b.mp4',
      'javascript:alert(1)',
      7,
    ];
    const paper = listedPaper({
      id: '2603.00007',
      date,
      paper: {
        summary: 'A model says what it is.',
        organization: 'Institute of Umbrellas that Nobody Has Ever Seen',
      },
    });
    await savePapers(web.database, [{ ...paper, record: { paper: { mediaUrls: media } } }]);
    const name = 'c'.repeat(32);
    await savePictures(web.database, [{ paperId: '2603.00007', name, octets: 3 }], web.now);
    const html = await page('/papers/2603.00007');
    expect(html).toContain(`<img src="/pictures/${name}.jpg" width="320" height="180" alt="">`);
    expect(html).toMatch(/Model’s summary<\/span> <span[^>]*>A model says what it is\./);
    expect(html).toContain('<dd>Institute of Umbrellas that Nobody Has Ever Seen</dd>');
    expect(html).toContain('<a href="https://cdn.example.org/a.png" rel="nofollow">Picture 1</a>');
    expect(html).toContain('<a href="https://cdn.example.org/b.mp4" rel="nofollow">Film 1</a>');
    expect(html).not.toContain('javascript:');
  });

  it('of a file alone says so of its summary, and links to no discussion at Hugging Face', async () => {
    const paper = { summary: 'Worth reading on a train.' };
    await savePapers(web.database, [listedPaper({ id: '2603.00008', date, source: 'file:ours', paper })]);
    const html = await page('/papers/2603.00008');
    expect(html).toMatch(/From the list<\/span> <span[^>]*>Worth reading on a train\./);
    expect(html).not.toContain('huggingface.co/papers/2603.00008');
    expect(await page('/papers/2603.00008.md')).not.toContain('huggingface.co');
  });

  it('names who chose the papers of its day, whose summary each has, and where it is discussed', async () => {
    const alone = { date: '2026-03-12', source: 'file:ours', paper: { summary: 'Worth reading at sea.' } };
    await savePapers(web.database, [listedPaper({ id: '2603.00021', ...alone })]);
    const day = await page('/daily/2026-03-12');
    expect(day).toContain('<p class="byline">from the list “ours”</p>');
    expect(day).toMatch(/From the list<\/span> <span[^>]*>Worth reading at sea\./);
    expect(day).not.toContain('huggingface.co/papers/2603.00021');
    const listed = await web.server.inject({ url: '/api/v1/papers?date=2026-03-12' });
    expect(listed.json()).toMatchObject({ papers: [{ id: '2603.00021', discussionUrl: null }] });

    await savePapers(web.database, [
      listedPaper({ id: '2603.00021', date: '2026-03-12' }),
      listedPaper({ id: '2603.00022', date: '2026-03-12', source: 'file:ours' }),
    ]);
    const both = await page('/daily/2026-03-12');
    expect(both).toMatch(
      /<p class="byline">from (Hugging Face and the list “ours”|the list “ours” and Hugging Face)<\/p>/,
    );
    expect(both).toContain('huggingface.co/papers/2603.00021');
    expect(both).not.toContain('huggingface.co/papers/2603.00022');
  });

  it('has everything that is known of it', async () => {
    const html = await page('/papers/2603.00001');
    expect(html).toContain('<h1 dir="auto" lang="en">Umbrella &lt;swi&gt;sorting with R<sup>3</sup>L</h1>');
    expect(html).toContain('<title>Umbrella &lt;swi&gt;sorting with R³L · Broadsheet</title>');
    expect(html).toContain('Umbrellas &amp; &#34;rain&#34;.');
    expect(html).toContain('Ada Example, Bo &#34;the&#34; Sample, {Jr.}');
    for (const href of [
      'https://arxiv.org/abs/2603.00001',
      'https://arxiv.org/pdf/2603.00001',
      'https://example.org/code',
      'https://example.org/project',
      'https://huggingface.co/papers/2603.00001',
    ]) {
      expect(html).toContain(`href="${href}"`);
    }
    expect(html).toContain('href="/daily/2026-03-23"');
    expect(html).toContain('Number 1 of 3 in the <a href="/digests/2026-03-24">');
    expect(html).toMatch(/upvotes \+\d/);
  });

  it('draws upvotes over time, with the same in a table', async () => {
    const html = await page('/papers/2603.00001');
    expect(html).toContain('aria-label="Upvotes rose from 800 to 2,000');
    expect(html).toContain('<td>1,200</td>');
    expect(html).not.toMatch(/ style=| fill="| stroke="/);
    expect(await page('/papers/2603.00003')).not.toContain('<svg');
  });

  it('names similar papers', async () => {
    expect(await page('/papers/2603.00001')).toContain('href="/papers/hep-th/9901001"');
  });

  it('is there for ids of the old scheme, and leads versions to it', async () => {
    expect(await page('/papers/hep-th/9901001')).toContain('Umbrella sorting of old');
    const versioned = await web.server.inject({ url: '/papers/hep-th/9901001v2' });
    expect([versioned.statusCode, versioned.headers.location]).toEqual([301, '/papers/hep-th/9901001']);
  });

  it('folds many names, and links to http and https only', async () => {
    const html = await page('/papers/2603.00003');
    expect(html).toContain('Author 0 … Author 572 (573 authors)');
    expect(html).toContain('Author 572');
    expect(html).not.toContain('javascript:');
  });

  it.each([
    '/papers/2603.99999',
    '/papers/nothing',
    '/papers/sample-01',
    '/papers/a/b',
    '/papers/%2e%2e%2fx',
  ])('there is none at %s', async (url) => {
    expect((await web.server.inject({ url, headers: { accept: 'text/html' } })).statusCode).toBe(404);
  });

  it('is cited in each format', async () => {
    const html = await page('/papers/hep-th/9901001');
    const links = [...html.matchAll(/href="(\/papers\/[^"]*\/citation\.[^"]*)"/g)].map(
      ([, href = '']) => href,
    );
    expect(links).toHaveLength(3);
    for (const url of [...links, '/papers/2603.00001/citation.bib']) {
      const answer = await web.server.inject({ url });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+"$/);
      expect(answer.body).toContain('Umbrella');
    }
    expect((await web.server.inject({ url: '/papers/2603.99999/citation.bib' })).statusCode).toBe(404);
  });

  it('is what the pages of days link to', async () => {
    expect(await page('/daily/2026-03-23')).toContain('href="/papers/2603.00001"');
  });
});
