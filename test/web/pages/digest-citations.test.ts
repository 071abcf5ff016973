import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const date = '2026-03-23';

describe('the papers of a digest, to be cited', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    const papers = ['2603.00001', '2603.00002'].map((id, index) =>
      listedPaper({ id, date, upvotes: 10 - index }),
    );
    await savePapers(web.database, papers);
    const choice = {
      kind: 'daily',
      period: date,
      listDate: date,
      now: web.now,
      strategy: 'upvotes',
    } as const;
    const digest = await assembleDigest(web.database, choice);
    await releaseDigest(web.database, digest.id, web.now);
  });
  afterAll(() => web.close());

  it.each([
    ['bib', 'application/x-bibtex', '@misc{arxiv-2603.00001,'],
    ['ris', 'application/x-research-info-systems', 'ID  - arxiv-2603.00001\r\n'],
    ['csl.json', 'application/vnd.citationstyles.csl+json', '"id": "arxiv-2603.00001"'],
  ])('are a file papers.%s', async (extension, mediaType, start) => {
    const answer = await web.server.inject({ url: `/digests/${date}/papers.${extension}` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe(`${mediaType}; charset=utf-8`);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="papers-${date}.${extension}"`);
    expect(answer.body.indexOf(start)).toBeGreaterThan(-1);
    expect(answer.body.indexOf('2603.00002')).toBeGreaterThan(answer.body.indexOf('2603.00001'));
  });

  it('are linked from its page', async () => {
    const { body } = await web.server.inject({ url: `/digests/${date}` });
    for (const extension of ['bib', 'ris', 'csl.json'])
      expect(body).toContain(`/digests/${date}/papers.${extension}"`);
  });

  it('are not there where the digest is not, and not linked where it holds none', async () => {
    expect((await web.server.inject({ url: '/digests/2026-03-24/papers.bib' })).statusCode).toBe(404);
    expect((await web.server.inject({ url: '/digests/today/papers.bib' })).statusCode).toBe(404);
    const rest = { source: 'huggingface', listDate: '2026-03-22', startedAt: web.now, finishedAt: web.now };
    await recordPoll(web.database, { ...rest, papers: 0, skipped: 0, errorCode: null, errorDetail: null });
    const choice = { kind: 'daily', now: web.now, strategy: 'upvotes' } as const;
    const empty = { ...choice, period: '2026-03-22', listDate: '2026-03-22' };
    await releaseDigest(web.database, (await assembleDigest(web.database, empty)).id, web.now);
    expect((await web.server.inject({ url: '/digests/2026-03-22' })).body).not.toContain('papers.bib');
  });
});
