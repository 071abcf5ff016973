import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

const policy =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;form-action 'self';base-uri 'none';frame-ancestors 'none'";

describe('answers', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  it.each(['/', '/digests', '/subscribe', '/daily/2026-03-21', '/nothing', '/api/v1/papers', '/robots.txt'])(
    '%s carries the strict policy and no cookie',
    async (url) => {
      const { headers } = await web.server.inject({ url });
      expect(headers['content-security-policy']).toBe(policy);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  it('need nothing from inline scripts, styles or other hosts', async () => {
    for (const url of ['/', '/subscribe', '/digests', '/nothing']) {
      const { body } = await web.server.inject({ url });
      expect(body).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style| style="| on[a-z]+="/);
      for (const [, link] of body.matchAll(
        /<(?:link rel="(?:stylesheet|icon)"|img)[^>]* (?:href|src)="([^"]+)"/g,
      )) {
        expect(link).toMatch(/^\/assets\//);
      }
    }
  });

  it('let browsers keep assets for good, under names that change with them', async () => {
    const { body } = await web.server.inject({ url: '/' });
    const [, stylesheet = ''] = /href="(\/assets\/broadsheet\.css\?v=[\w-]{10})"/.exec(body) ?? [];
    const answer = await web.server.inject({ url: stylesheet });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/css');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['vary']).toBe('Accept-Encoding');
    expect(answer.headers['content-encoding']).toBeUndefined();
    for (const other of ['', '?v=', '?v=0123456789', `${stylesheet.slice(stylesheet.indexOf('?'))}&v=2`]) {
      const unnamed = await web.server.inject({ url: `/assets/broadsheet.css${other}` });
      expect([unnamed.statusCode, unnamed.headers['cache-control']], other).toEqual([
        200,
        'public, max-age=300',
      ]);
    }
    const known = { 'if-none-match': String(answer.headers['etag']) };
    expect((await web.server.inject({ url: stylesheet, headers: known })).statusCode).toBe(304);
    expect((await web.server.inject({ url: '/assets/none.css' })).statusCode).toBe(404);
    expect((await web.server.inject({ url: '/assets/../package.json' })).statusCode).toBe(404);
    expect((await web.server.inject({ url: '/assets/%2e%2e/package.json' })).statusCode).toBeGreaterThan(399);
  });

  it.each([
    ['broadsheet.css', 'text/css; charset=utf-8', 'gzip, deflate, br', 'br'],
    ['broadsheet.css', 'text/css; charset=utf-8', 'gzip', 'gzip'],
    ['search.js', 'text/javascript; charset=utf-8', 'br', 'br'],
    ['favicon.svg', 'image/svg+xml', 'gzip, br', 'br'],
    ['broadsheet.css', 'text/css; charset=utf-8', 'gzip;q=0', undefined],
  ])('send %s as %s, for %s compressed with %s', async (file, type, accepted, encoding) => {
    const headers = { 'accept-encoding': accepted };
    const answer = await web.server.inject({ url: `/assets/${file}`, headers });
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['content-encoding']).toBe(encoding);
    const stored = readFileSync(new URL(`../../../public/${file}`, import.meta.url));
    const body = answer.rawPayload;
    const read =
      encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
    expect(read.equals(stored)).toBe(true);
    if (encoding !== undefined) expect(body.length).toBeLessThan(stored.length);
    expect(answer.headers['vary']).toBe('Accept-Encoding');
  });

  it('are pages for browsers and problems for programs', async () => {
    const browser = await web.server.inject({ url: '/nothing', headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(browser.statusCode).toBe(404);
    expect(browser.body).toContain('There is no such page');
    const program = await web.server.inject({ url: '/nothing', headers: { accept: 'application/json' } });
    expect(program.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(program.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tell robots what is not theirs', async () => {
    const { body } = await web.server.inject({ url: '/robots.txt' });
    for (const path of ['/unsubscribe/', '/confirm/', '/mailbox'])
      expect(body).toContain(`Disallow: ${path}`);
  });
});

describe('behind https and under a path', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ environment: { PUBLIC_URL: 'https://example.org/papers/' } });
  });
  afterAll(() => web.close());

  it('asks browsers to stay with https', async () => {
    const { headers } = await web.server.inject({ url: '/' });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toBe(policy);
  });

  it('starts every link and form with the path', async () => {
    const token = web.token('confirm', 1, 1);
    for (const url of ['/', '/subscribe', '/nothing', `/confirm/${token}`]) {
      const { body } = await web.server.inject({ url });
      const targets = [...body.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].map(([, target]) => target);
      expect(targets.length).toBeGreaterThan(4);
      for (const target of targets) expect(target).toMatch(/^\/papers\//);
    }
  });
});

describe('health', () => {
  it('tells of the database, the version and each source', async () => {
    const web = await openWeb({ environment: { SOURCES: 'huggingface,arxiv:cs.CL' } });
    try {
      await web.database.query(
        `INSERT INTO polls (source, list_date, started_at, finished_at, error_code, error_detail) VALUES
           ('huggingface', '2026-03-23', '2026-03-23T10:00Z', '2026-03-23T10:00Z', NULL, NULL),
           ('huggingface', '2026-03-24', '2026-03-24T09:00Z', '2026-03-24T09:00Z', 'SOURCE_UNAVAILABLE', 'why'),
           ('arxiv', '2026-03-24', '2026-03-24T09:00Z', '2026-03-24T09:00Z', NULL, NULL)`,
      );
      const answer = await web.server.inject({ url: '/healthz' });
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        status: 'ok',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        sources: [
          {
            source: 'huggingface',
            drift: [],
            state: 'down',
            lastSuccess: '2026-03-23T10:00:00.000Z',
            lagMinutes: 23 * 60 + 30,
            failingSince: '2026-03-24T09:00:00.000Z',
            errorCode: 'SOURCE_UNAVAILABLE',
          },
          {
            source: 'arxiv',
            drift: [],
            state: 'ok',
            lastSuccess: '2026-03-24T09:00:00.000Z',
            lagMinutes: 30,
            failingSince: null,
            errorCode: null,
          },
        ],
      });
    } finally {
      await web.close();
    }
  });

  it('is bad while the database is away, and pages say so', async () => {
    const web = await openWeb();
    try {
      await web.database.query('ALTER TABLE polls RENAME TO away');
      expect((await web.server.inject({ url: '/healthz' })).statusCode).toBe(503);
      const page = await web.server.inject({ url: '/', headers: { accept: 'text/html' } });
      expect(page.statusCode).toBe(500);
      expect(page.body).toContain('Something failed here');
      expect(page.body).not.toContain('polls');
    } finally {
      await web.close();
    }
  });
});

describe('what is published', () => {
  it('is what pages load', () => {
    const folder = new URL('../../../public/', import.meta.url);
    expect(existsSync(folder)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([
      'admin.css',
      'broadsheet.css',
      'favicon.ico',
      'favicon.svg',
      'live.js',
      'mailbox.js',
      'passkey.js',
      'preferences.js',
      'proof.js',
      'search.js',
      'sending.js',
      'time-zone.js',
    ]);
  });
});
