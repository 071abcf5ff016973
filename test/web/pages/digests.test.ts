import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { gatherDays } from '../../../src/digests/gather-days.js';
import { ensureSampleDigest } from '../../../src/jobs/sample-digest.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

async function freeze(web: OpenWeb, period: string): Promise<void> {
  const { database, now } = web;
  const choice = { kind: 'daily', period, listDate: period, now, strategy: 'upvotes' } as const;
  const digest = await assembleDigest(database, choice);
  await releaseDigest(database, digest.id, now);
}

async function waiting(web: OpenWeb): Promise<number> {
  return (await web.backend.openQueue('deliver').getJobCounts('waiting'))['waiting'] ?? 0;
}

describe('digests', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  it('offers no current digest while there is none', async () => {
    const { id } = await web.addReader('early@example.org');
    expect((await web.post(`/confirm/${web.token('confirm', id)}`)).body).not.toContain('current digest');
    const answer = await web.post(`/current-digest/${web.token('digest', id)}`);
    expect(answer.body).toContain('There is no digest yet.');
  });

  it('sends the sample day where no real digest was ever frozen, and shows it as one', async () => {
    await ensureSampleDigest(web.database, web.now);
    const { id } = await web.addReader('sample@example.org');
    const offer = await web.post(`/confirm/${web.token('confirm', id)}`);
    const [href] = /\/preferences\/[A-Za-z0-9_-]+\/start/.exec(offer.body) ?? [''];
    const saved = await web.post(href, { send: 'digest' });
    expect(saved.body).toContain('The current digest is in your inbox in a moment.');
    const shown = await web.server.inject({ url: '/digests/2026-03-24' });
    expect(shown.body).toContain('Sample papers: each of these is invented');
  });

  it('says why a paper of a digest is trending, and not where upvotes alone were counted', async () => {
    const date = '2026-03-19';
    await savePapers(web.database, [listedPaper({ id: '2603.00009', date, upvotes: 17 })]);
    const order = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
    const { id, papers } = await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await releaseDigest(web.database, id, web.now);
    const { body } = await web.server.inject({ url: `/digests/${date}` });
    const score = papers[0]?.score.toFixed(2);
    expect(body).toMatch(new RegExp(`Why it is trending: upvotes \\+1\\.90, .*days listed −.* = ${score}<`));
    expect((await web.server.inject({ url: '/digests/2026-03-24' })).body).not.toContain(
      'Why it is trending',
    );
  });

  it('shows a digest as it was frozen, whatever is observed later', async () => {
    const papers = (upvotes: number) => [
      listedPaper({ id: '2603.00001', date: '2026-03-20', upvotes: 5 }),
      listedPaper({ id: '2603.00002', date: '2026-03-23', upvotes: 40 }),
      listedPaper({ id: '2603.00003', date: '2026-03-23', upvotes, observedAt: new Date(upvotes * 1e9) }),
    ];
    await savePapers(web.database, papers(10));
    await freeze(web, '2026-03-20');
    await freeze(web, '2026-03-23');
    await savePapers(web.database, papers(999));
    const { body } = await web.server.inject({ url: '/digests/2026-03-23' });
    expect(body).toContain('Digest of Mon, Mar 23');
    expect(body.indexOf('2603.00002')).toBeLessThan(body.indexOf('2603.00003'));
    expect(body).not.toContain('999');
    expect(body).toContain('href="/digests/2026-03-20"');
  });

  it('shows what was gathered of several days under a name of its own, and nothing under others', async () => {
    const { rows } = await web.database.query<{ id: number }>(
      "SELECT id FROM digests WHERE kind = 'daily' AND period IN ('2026-03-20', '2026-03-23') ORDER BY period",
    );
    const dayIds = rows.map(({ id }) => id);
    await gatherDays(web.database, dayIds, web.now);
    const name = '2026-03-20--2026-03-23';
    const { body, statusCode } = await web.server.inject({ url: `/digests/${name}` });
    expect(statusCode).toBe(200);
    expect(body).toContain('March 20 – 23');
    for (const id of ['2603.00001', '2603.00002', '2603.00003']) expect(body).toContain(id);
    const { body: bib } = await web.server.inject({ url: `/digests/${name}/papers.bib` });
    expect(bib).toContain('2603.00002');
    expect((await web.server.inject({ url: '/digests' })).body).not.toContain(name);
    for (const other of ['2026-03-20--2026-03-24', '2026-03-23--2026-03-20', `${name}--2026-03-24`]) {
      expect((await web.server.inject({ url: `/digests/${other}` })).statusCode).toBe(404);
    }
  });

  it('lists them by month, with the days on which nothing was mailed', async () => {
    const poll = { source: 'huggingface', listDate: '2026-03-21', papers: 0, skipped: 0 };
    const at = { startedAt: web.now, finishedAt: web.now };
    await recordPoll(web.database, { ...poll, ...at, errorCode: null, errorDetail: null });
    await freeze(web, '2026-03-21');
    const { body } = await web.server.inject({ url: '/digests' });
    expect(body).toContain('March 2026');
    expect(body.indexOf('Mon, Mar 23')).toBeLessThan(body.indexOf('Fri, Mar 20'));
    expect(body).toMatch(/Sat, Mar 21<\/time><\/a>\s*<span class="quiet">no papers/);
    const empty = await web.server.inject({ url: '/digests/2026-03-21' });
    expect(empty.body).toContain('nothing was mailed');
  });

  it('shows the best of a week under its own name, and lists it with the weeks', async () => {
    const order = { period: '2026-03-16', listDate: '2026-03-22', now: web.now, strategy: 'final', most: 2 };
    const { id, papers } = await assembleDigest(web.database, { kind: 'weekly', ...order });
    await releaseDigest(web.database, id, web.now);
    const { body } = await web.server.inject({ url: '/digests/2026-W12' });
    expect(body).toContain('<h1>The week of March 16</h1>');
    expect(body).toContain('by the upvotes they ended with');
    for (const { paper } of papers) expect(body).toContain(paper.id);
    const weeks = (await web.server.inject({ url: '/digests?kind=weekly' })).body;
    expect(weeks).toMatch(
      /<a href="\/digests\/2026-W12">The week of March 16<\/a>\s*<span class="quiet">2 papers/,
    );
    expect(weeks).toContain('<a href="/digests?kind=weekly" aria-current="page">Weeks</a>');
    expect((await web.server.inject({ url: '/digests' })).body).not.toContain('2026-W12');
    const progress = await web.server.inject({ url: '/digests/2026-W12/sending' });
    expect(progress.json()).toEqual({ live: false, text: null });
  });

  it('shows and lists a month, and says where nothing was listed', async () => {
    const order = { period: '2026-02-01', listDate: '2026-02-28', now: web.now, strategy: 'final' } as const;
    await savePapers(web.database, [listedPaper({ id: '2602.00001', date: '2026-02-03', upvotes: 3 })]);
    const { id } = await assembleDigest(web.database, { kind: 'monthly', ...order });
    await releaseDigest(web.database, id, web.now);
    expect((await web.server.inject({ url: '/digests/2026-02' })).body).toContain('<h1>February 2026</h1>');
    const months = (await web.server.inject({ url: '/digests?kind=monthly' })).body;
    expect(months).toMatch(/<h2 id="month-2026">2026<\/h2>[\s\S]*href="\/digests\/2026-02"/);
  });

  it('answers 404 for a day without one', async () => {
    for (const url of ['/digests/2026-03-22', '/digests/never', '/digests/2026-W40', '/digests/2026-W54']) {
      const answer = await web.server.inject({ url });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toContain('There is no such page');
    }
  });

  it('sends the current digest to an active reader once', async () => {
    const { id } = await web.addReader('now@example.org');
    const before = await waiting(web);
    const url = `/current-digest/${web.token('digest', id)}`;
    expect((await web.post(url)).body).toContain('It is on its way.');
    expect((await web.post(url)).body).toContain('You have it already.');
    expect(await waiting(web)).toBe(before + 1);
    const { rows } = await web.database.query(
      `SELECT d.state, g.period FROM deliveries d JOIN digests g ON g.id = d.digest_id WHERE subscriber_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ state: 'pending', period: '2026-03-23' }]);
  });

  it('sends nothing to who has left', async () => {
    const { id } = await web.addReader('left@example.org');
    await web.post(`/unsubscribe/${web.token('unsubscribe', id)}`);
    const answer = await web.post(`/current-digest/${web.token('digest', id)}`);
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('You are not subscribed.');
  });
});
