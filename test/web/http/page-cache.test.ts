import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../../src/store/digests/digests.js';
import { savePapers } from '../../../src/store/papers/papers.js';
import { createPageCache } from '../../../src/web/http/page-cache.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const page = (text: string) => ({ type: 'text/html', text });

function openCache(freshSeconds = 5) {
  const state = { now: 1_000, faults: [] as unknown[] };
  const onError = (error: unknown) => void state.faults.push(error);
  return { state, cache: createPageCache({ freshSeconds, now: () => state.now, onError }) };
}

describe('the cache of pages', () => {
  it('makes a page once for as long as it is fresh', async () => {
    const { state, cache } = openCache();
    let made = 0;
    const make = async () => page(`page ${++made}`);
    const both = await Promise.all([cache.get('/', make), cache.get('/', make)]);
    state.now += 4_999;
    const third = await cache.get('/', make);
    expect([...both, third].map(({ bodies }) => bodies.identity.toString())).toEqual(Array(3).fill('page 1'));
    expect((await cache.get('/other', make)).bodies.identity.toString()).toBe('page 2');
  });

  it('hands out the old page while a new one is made', async () => {
    const { state, cache } = openCache();
    await cache.get('/', async () => page('old'));
    state.now += 6_000;
    let finish = (_: string): void => undefined;
    const slow = () =>
      new Promise<ReturnType<typeof page>>((resolve) => {
        finish = (text) => resolve(page(text));
      });
    expect((await cache.get('/', slow)).bodies.identity.toString()).toBe('old');
    finish('new');
    await expect.poll(async () => (await cache.get('/', slow)).bodies.identity.toString()).toBe('new');
  });

  it('keeps an old page for a minute where no new one can be made, then tells', async () => {
    const { state, cache } = openCache();
    await cache.get('/', async () => page('old'));
    const fails = async () => Promise.reject(new Error('away'));
    state.now += 64_000;
    expect((await cache.get('/', fails)).bodies.identity.toString()).toBe('old');
    await expect.poll(() => state.faults.length).toBe(1);
    state.now += 2_000;
    await expect(cache.get('/', fails)).rejects.toThrow('away');
    await expect(cache.get('/never', fails)).rejects.toThrow('away');
    expect((await cache.get('/', async () => page('new'))).bodies.identity.toString()).toBe('new');
  });

  it('keeps nothing where it is told so', async () => {
    const { cache } = openCache(0);
    let made = 0;
    const make = async () => page(`page ${++made}`);
    await cache.get('/', make);
    expect((await cache.get('/', make)).bodies.identity.toString()).toBe('page 2');
  });

  it('is bounded', async () => {
    const { cache } = openCache();
    let made = 0;
    const make = async () => page(`page ${++made}`);
    await cache.get('/first', make);
    for (let index = 0; index < 200; index += 1) await cache.get(`/${index}`, make);
    expect((await cache.get('/first', make)).bodies.identity.toString()).toBe('page 202');
    expect((await cache.get('/199', make)).bodies.identity.toString()).toBe('page 201');
  });
});

describe('a page of papers', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ environment: { PAGE_CACHE_SECONDS: '3600' } });
    await savePapers(
      web.database,
      Array.from({ length: 30 }, (_, index) =>
        listedPaper({ id: `2603.000${10 + index}`, date: '2026-03-24' }),
      ),
    );
  });
  afterAll(() => web.close());

  it('costs no query once it was made', async () => {
    const order = { kind: 'daily', period: '2026-03-24', listDate: '2026-03-24', now: web.now } as const;
    const { id } = await assembleDigest(web.database, { ...order, strategy: 'trending' });
    await releaseDigest(web.database, id, web.now);
    const urls = [
      '/',
      '/daily/2026-03-24',
      '/papers/2603.00010',
      '/week/2026-W13',
      '/trending',
      '/digests',
      '/digests/2026-03-24',
    ];
    const first = await Promise.all(urls.map((url) => web.server.inject({ url })));
    const asked: unknown[] = [];
    const { query, connect } = web.database;
    Object.assign(web.database, {
      query: (...values: unknown[]) => asked.push(values),
      connect: () => asked.push('connect'),
    });
    const second = await Promise.all(
      urls.map((url) => web.server.inject({ url: `${url}?utm_source=elsewhere` })),
    );
    Object.assign(web.database, { query, connect });
    expect(asked).toEqual([]);
    expect(second.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
    expect(first.map(({ statusCode }) => statusCode)).toEqual(urls.map(() => 200));
  });

  it('may be kept for a minute, and is not sent again to who has it', async () => {
    const { headers } = await web.server.inject({ url: '/' });
    expect(headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=600');
    expect(headers['vary']).toBe('Accept-Encoding, Accept-Language');
    expect(headers['etag']).toMatch(/^W\/"[\w-]{20}"$/);
    const etag = String(headers['etag']);
    for (const known of [etag, etag.slice(2), `"x", ${etag}`]) {
      const again = await web.server.inject({ url: '/', headers: { 'if-none-match': known } });
      expect([again.statusCode, again.body]).toEqual([304, '']);
      expect(again.headers['etag']).toBe(etag);
    }
    const other = await web.server.inject({ url: '/', headers: { 'if-none-match': 'W/"other"' } });
    expect(other.statusCode).toBe(200);
  });

  it('is kept in each language that is asked for', async () => {
    const ask = (language: string) =>
      web.server.inject({ url: '/', headers: { 'accept-language': language } });
    const [english, german] = [await ask('fr, en;q=0.5'), await ask('de-CH, en;q=0.5')];
    expect([english.headers['content-language'], german.headers['content-language']]).toEqual(['en', 'de']);
    expect(english.body).toContain('<html lang="en">');
    expect(german.body).toContain('<html lang="de">');
    expect(german.body).toContain('Zu den Arbeiten springen');
    expect((await ask('en')).body).toBe(english.body);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('is compressed for %s with %s', async (accepted, encoding) => {
    const plain = await web.server.inject({ url: '/' });
    const answer = await web.server.inject({ url: '/', headers: { 'accept-encoding': accepted } });
    expect(answer.headers['content-encoding']).toBe(encoding);
    const body = answer.rawPayload;
    const read =
      encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
    expect(read.toString()).toBe(plain.body);
    if (encoding !== undefined) expect(body.length).toBeLessThan(plain.rawPayload.length / 4);
  });

  it('is one for each kind and stretch of the archive', async () => {
    const urls = ['/digests', '/digests?kind=weekly', '/digests?kind=daily&before=2026-03-24'];
    const bodies = await Promise.all(
      [...urls, '/digests?kind=daily&before=someday', '/digests?kind=other'].map(
        async (url) => (await web.server.inject({ url })).body,
      ),
    );
    expect(new Set(bodies.slice(0, 3)).size).toBe(3);
    expect(bodies.slice(3)).toEqual([bodies[0], bodies[0]]);
  });

  it('is not kept where there is none', async () => {
    const gone = await web.server.inject({ url: '/papers/2603.99999' });
    expect(gone.statusCode).toBe(404);
    expect(gone.headers['etag']).toBeUndefined();
  });
});
