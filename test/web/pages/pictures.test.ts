import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventPapers } from '../../../bench/digest/invented-papers.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { savePictures } from '../../../src/store/papers/pictures.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const name = 'a'.repeat(32);

describe('pictures of papers', () => {
  let web: OpenWeb;
  const read: string[] = [];

  beforeAll(async () => {
    web = await openWeb({
      pictures: {
        read: async (asked) => {
          read.push(asked);
          return asked === name ? Buffer.from([0xff, 0xd8, 0xff]) : null;
        },
      },
    });
  });
  afterAll(() => web.close());

  it('are the same for everybody and for good, and may stand in other sites’ pages', async () => {
    const answer = await web.server.inject({ url: `/pictures/${name}.jpg` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.rawPayload).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  it.each([[`${'b'.repeat(32)}.jpg`], ['..%2f..%2fsecret.jpg'], [`${name}.png`], ['a.jpg']])(
    'are not there as %s',
    async (file) => {
      const answer = await web.server.inject({ url: `/pictures/${file}` });
      expect([400, 404]).toContain(answer.statusCode);
      expect(read).not.toContain('../../secret');
    },
  );

  it('let a page of 31 papers stay below 60 KB with what it loads, before they are fetched', async () => {
    const date = '2026-03-24';
    const papers = [0, 1].flatMap((series) => inventPapers(series)).slice(0, 31);
    const listed = papers.map(({ paper }, index) =>
      listedPaper({ id: paper.id, date, paper, upvotes: 300 - index }),
    );
    await savePapers(web.database, listed);
    const outcomes = papers.map(({ paper }, index) => {
      return { paperId: paper.id, name: index.toString(16).padStart(32, '0'), octets: 40_000 };
    });
    await savePictures(web.database, outcomes, web.now);
    const get = async (url: string) => {
      const answer = await web.server.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
      expect(answer.statusCode, url).toBe(200);
      return answer;
    };
    const page = (await web.server.inject(`/daily/${date}`)).body;
    expect(page.match(/<img[^>]+src="\/pictures\//g)?.length).toBeGreaterThanOrEqual(10);
    const loaded = [
      ...page.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="(\/[^"]+\.(?:css|js|svg)(?:\?[^"]*)?)"/g),
    ];
    let octets = 0;
    for (const url of new Set([`/daily/${date}`, ...loaded.map(([, path]) => path ?? '')])) {
      octets += (await get(url)).rawPayload.length;
    }
    expect(loaded.length).toBeGreaterThan(0);
    expect(octets).toBeLessThan(60_000);
  });
});
