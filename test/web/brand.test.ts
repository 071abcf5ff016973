import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../src/model/language.js';
import { invented } from '../brand/png.js';
import { addOperator, ask, signedIn } from './admin/operator-sessions.js';
import { type OpenWeb, openWeb } from './open-web.js';

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><rect width="200" height="40"/></svg>';

let folder: string;
let web: OpenWeb;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'brand-'));
  writeFileSync(join(folder, 'logo.svg'), LOGO);
  writeFileSync(join(folder, 'logo.png'), invented(100, 20));
  writeFileSync(join(folder, 'logo-dark.png'), invented(300, 96));
  writeFileSync(join(folder, 'icon.png'), invented(32, 32));
  web = await openWeb({
    environment: {
      EMBED_ORIGINS: 'https://lab.example',
      SITE_NAME: 'Ours & Theirs',
      BRAND: folder,
      ACCENT_LIGHT: '0B5394',
      IMPRINT_URL: 'https://example.org/imprint?a=1&b=2',
      PRIVACY_URL: 'https://example.org/privacy',
      CONTACT: 'editors@example.org',
    },
  });
});
afterAll(async () => {
  await web.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => web.server.inject({ url, headers });

describe('the brand', () => {
  it('stands in the head and the foot of every page', async () => {
    const reader = await web.addReader('reader@example.org');
    const owner = await addOperator(web, 'owner');
    const pages = [
      ...[
        '/',
        '/daily/2026-03-24',
        '/trending',
        '/digests',
        '/search',
        '/search?q=x',
        '/subscribe',
        '/preview',
      ],
      ...['/your-links', '/nothing', '/papers/2603.00001', '/week/2026-W13', '/admin/login'],
      ...[`/preferences/${web.token('preferences', reader.id)}`, `/saved/${web.token('answer', reader.id)}`],
      ...[`/unsubscribe/${web.token('unsubscribe', reader.id)}`, `/confirm/${'x'.repeat(40)}`],
    ];
    const asked = languages.flatMap((language) =>
      pages.map(async (url) => {
        const { body } = await get(url, { accept: 'text/html', 'accept-language': language });
        return [`${url} ${language}`, language, body] as const;
      }),
    );
    const admin = await ask(web, { url: '/admin', token: await signedIn(web, owner) });
    const bodies = [...(await Promise.all(asked)), ['/admin', 'en', admin.body] as const];
    for (const [name, language, body] of bodies) {
      const [imprint, privacy, contact] =
        language === 'de' ? ['Impressum', 'Datenschutz', 'Kontakt'] : ['Imprint', 'Privacy', 'Contact'];
      const foot = body.slice(body.indexOf('<footer'));
      expect(foot, name).toContain(`<a href="https://example.org/imprint?a=1&amp;b=2">${imprint}</a>`);
      expect(foot, name).toContain(
        `<a href="https://example.org/privacy" rel="privacy-policy">${privacy}</a>`,
      );
      expect(foot, name).toContain(`<a href="mailto:editors@example.org">${contact}</a>`);
      expect(body, name).toMatch(/<link rel="stylesheet" href="\/brand\/[\w-]{10}\/colours\.css">/);
      expect(body, name).toMatch(/<link rel="icon" href="\/brand\/[\w-]{10}\/icon\.png" type="image\/png">/);
      expect(body, name).toMatch(
        /<source srcset="\/brand\/[\w-]{10}\/logo-dark\.png" media="\(prefers-color-scheme: dark\)" width="150" height="48"><img class="logo" src="\/brand\/[\w-]{10}\/logo\.svg" alt="Ours &amp; Theirs" width="240" height="48">/,
      );
    }
  });

  it('has the link to privacy under the form, in frames as well', async () => {
    const { body } = await get('/subscribe');
    expect(body).toContain(
      '<a href="https://example.org/privacy" rel="privacy-policy">Privacy: what becomes of your address</a>',
    );
    const framed = (await get('/embed')).body;
    expect(framed).toContain(
      '<a href="https://example.org/privacy" target="_blank" rel="noopener">Privacy: ',
    );
    expect(framed).toContain('class="logo"');
  });

  it('is served by its names alone, inert, for good under the name that pages have, and packed where it is text', async () => {
    const logo = await get('/brand/of-long-ago/logo.svg');
    expect(logo.statusCode).toBe(200);
    expect(logo.body).toBe(LOGO);
    expect(logo.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    });
    for (const file of ['logo\\.svg', 'colours\\.css']) {
      const [named = ''] = new RegExp(`/brand/[\\w-]{10}/${file}`).exec((await get('/subscribe')).body) ?? [];
      expect((await get(named)).headers['cache-control'], file).toBe('public, max-age=31536000, immutable');
    }
    const png = await get('/brand/x/logo.png', { 'accept-encoding': 'br' });
    expect(png.headers['content-type']).toBe('image/png');
    expect(png.rawPayload).toEqual(invented(100, 20));
    const colours = await get('/brand/x/colours.css');
    expect(colours.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(colours.body).toBe(
      '@media screen and (prefers-color-scheme: light) { :root { --accent: #0B5394; } }\n',
    );
    const again = await get('/brand/x/logo.svg', { 'if-none-match': String(logo.headers.etag) });
    expect(again.statusCode).toBe(304);
    for (const name of ['logo', 'logo-dark.svg', 'icon.svg', '..%2Flogo.svg', '']) {
      expect((await get(`/brand/x/${name}`)).statusCode, name).toBe(404);
    }
  });

  it('stands in feeds and in the description of the API', async () => {
    const atom = (await get('/feeds/daily.atom')).body;
    expect(atom).toMatch(/<icon>http:\/\/papers\.example\/brand\/[\w-]{10}\/icon\.png<\/icon>/);
    expect(atom).toMatch(/<logo>http:\/\/papers\.example\/brand\/[\w-]{10}\/logo\.png<\/logo>/);
    expect(atom).toContain('<link rel="privacy-policy" href="https://example.org/privacy"/>');
    expect((await get('/feeds/daily.rss')).body).toMatch(
      /<image><url>http:\/\/papers\.example\/brand\/[\w-]{10}\/logo\.png<\/url><title>Ours &amp; Theirs<\/title><link>http:\/\/papers\.example\/<\/link><\/image>/,
    );
    expect((await get('/feeds/daily.json')).json()).toMatchObject({
      icon: expect.stringMatching(/^http:\/\/papers\.example\/brand\/[\w-]{10}\/icon\.png$/),
    });
    expect((await get('/docs/json')).json()).toMatchObject({
      info: { contact: { name: 'Ours & Theirs', email: 'editors@example.org' } },
    });
  });
});
