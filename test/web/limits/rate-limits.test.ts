import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

describe('who asks too often', () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const json = { 'content-type': 'application/json' };
  const signUp = (remoteAddress: string) =>
    web.server.inject({
      ...{ method: 'POST', url: '/api/v1/subscribers', headers: json, remoteAddress },
      payload: { address: 'reader@example.org' },
    });
  const preview = (remoteAddress: string) =>
    web.server.inject({ url: '/search/subscribe?q=x', remoteAddress });
  const image = (remoteAddress: string) => web.server.inject({ url: '/card/none', remoteAddress });

  it.each<[string, number, (remoteAddress: string) => Promise<LightMyRequestResponse>]>([
    ['to subscribe', 10, signUp],
    ['for a preview', 60, preview],
    ['for an image', 120, image],
  ])('%s is told when to come again; the next /64 is somebody else', async (_, most, ask) => {
    const site = `2001:db8:1:${most.toString(16)}`;
    for (let asked = 0; asked < most; asked += 1) {
      expect((await ask(`${site}::${asked.toString(16)}`)).statusCode).not.toBe(429);
    }
    const refused = await ask(`${site}:ffff::1`);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(600);
    expect((await ask(`2001:db8:2:${most.toString(16)}::1`)).statusCode).not.toBe(429);
  });

  it('to answer is told so as a reader, wherever from', async () => {
    const { id } = await web.addReader('eager@example.org');
    const token = web.token('answer', id);
    const answer = (n: number) =>
      web.server.inject({
        ...{ method: 'POST', url: '/api/v1/answers', headers: json, remoteAddress: `192.0.2.${n % 250}` },
        payload: { token, paperId: 'nothing', answer: 'more' },
      });
    for (let asked = 0; asked < 300; asked += 1) expect((await answer(asked)).statusCode).toBe(404);
    const refused = await answer(300);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json().detail).toMatch(/^That was a lot of answers; wait \d+ minutes/);
  });
});
