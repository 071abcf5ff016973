import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../../src/store/papers/papers.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

/** What huggingface_hub's HfApi asks for: its methods, their paths, and every parameter with a value it may have. */
const calls = [
  [
    'list_daily_papers',
    '/api/daily_papers',
    { p: '0', limit: '50', sort: 'trending', submitter: 'example-user' },
  ],
  ['list_daily_papers', '/api/daily_papers', { date: '2026-03-31', sort: 'publishedAt' }],
  ['list_daily_papers', '/api/daily_papers', { week: '2026-W14' }],
  ['list_daily_papers', '/api/daily_papers', { month: '2026-03' }],
  ['list_papers', '/api/papers/search', { q: 'invented', limit: '20' }],
] as const;

describe('what Hugging Face’s Python client asks for', () => {
  let web: OpenWeb;
  let described: Record<
    string,
    Record<
      string,
      { readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[] }
    >
  >;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-04-02T12:00:00Z') });
    await savePapers(web.database, [
      listedPaper({ id: '2603.00001', date: '2026-03-31' }),
      listedPaper({ id: 'hep-th/9901001', date: '2026-03-31' }),
      listedPaper({ id: 'sample-01', date: '2026-03-31', source: 'sample' }),
    ]);
    described = (await web.server.inject({ url: '/docs/json' })).json().paths;
  });
  afterAll(() => web.close());

  it.each(calls)('%s: %s with %o', async (_method, path, sent) => {
    const known = (described[path]?.['get']?.parameters ?? []).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(sent)));
    const answer = await web.server.inject({ url: path, query: sent });
    expect(answer.statusCode).toBe(200);
    expect(answer.json<{ paper: { id: string } }[]>().map(({ paper }) => paper.id)).toContain('2603.00001');
  });

  it.each(calls)('%s: %s needs none of them', async (_method, path, sent) => {
    for (const name of Object.keys(sent)) {
      const parameters = described[path]?.['get']?.parameters;
      expect(parameters?.find((one) => one.name === name)?.required ?? false, name).toBe(false);
    }
    expect((await web.server.inject({ url: path })).json()).toHaveLength(2);
  });

  it.each(['2603.00001', 'hep-th/9901001'])('read_paper: /papers/%s.md', async (id) => {
    const answer = await web.server.inject({ url: `/papers/${id}.md` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(answer.body).toContain(`# Invented paper ${id}\n`);
    expect(answer.body).toContain(`- arXiv: <https://arxiv.org/abs/${id}>\n`);
  });

  it.each(['2603.00001', 'hep-th/9901001'])('read_paper: a version of %s is led to it', async (id) => {
    const answer = await web.server.inject({ url: `/papers/${id}v2.md` });
    expect([answer.statusCode, answer.headers.location]).toEqual([301, `/papers/${id}.md`]);
  });

  it.each(['2603.99999', 'sample-01', 'nothing'])('read_paper: /papers/%s.md is not there', async (id) => {
    expect((await web.server.inject({ url: `/papers/${id}.md` })).statusCode).toBe(404);
  });

  it('read_paper: in the language that is asked for, and named by the page', async () => {
    const german = { 'accept-language': 'de' };
    const answer = await web.server.inject({ url: '/papers/2603.00001.md', headers: german });
    expect(answer.body).toContain('## Zusammenfassung\n');
    const page = await web.server.inject({ url: '/papers/2603.00001' });
    expect(page.body).toContain('<link rel="alternate" type="text/markdown" href="/papers/2603.00001.md">');
  });
});
