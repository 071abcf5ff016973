import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { languages } from '../../src/model/language.js';
import { samplePapers } from '../../src/sources/sample-day.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { listedPaper } from '../support/listed-paper.js';
import { markupFaults, pixelsTooWide, policyFaults } from '../support/page-faults.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const date = '2026-03-24';

/** Where screenshots go for somebody to look at; none are taken where it is not set. */
const shots = process.env['SCREENSHOTS'];

/** Each width and each theme; every pair of them where somebody looks. */
const looks = [
  [360, 'light'],
  [1440, 'dark'],
  ...(shots === undefined
    ? []
    : ([
        [360, 'dark'],
        [1440, 'light'],
      ] as const)),
] as const;

const urls = [
  '/',
  `/daily/${date}`,
  '/daily/2026-03-21',
  '/week/2026-W13',
  '/month/2026-03',
  '/trending',
  '/papers/2603.00001',
  '/papers/2603.00009',
  '/search',
  '/search?q=sample+-zebra',
  '/search?q=nothingatall+after:soon',
  '/digests',
  '/digests/2026-03-24',
  '/subscribe',
  '/nothing',
];

/** What the pages of the whole site hold: the invented sample, under ids that have pages of their own. */
async function fill(web: OpenWeb): Promise<void> {
  for (const hour of [2, 5, 8]) {
    await savePapers(
      web.database,
      samplePapers.map(({ paper, upvotes, comments }, index) =>
        listedPaper({
          id: `2603.${String(index + 1).padStart(5, '0')}`,
          date,
          upvotes: Math.round((upvotes * hour) / 8),
          comments,
          observedAt: new Date(`${date}T0${hour}:00:00Z`),
          paper: {
            ...paper,
            id: `2603.${String(index + 1).padStart(5, '0')}`,
            publishedAt: new Date('2026-03-23T09:00:00Z'),
          },
        }),
      ),
    );
  }
  const order = { kind: 'daily', period: date, listDate: date, now: web.now } as const;
  const digest = await assembleDigest(web.database, { ...order, strategy: 'trending' });
  await releaseDigest(web.database, digest.id, web.now);
}

describe('every page', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    await fill(web);
  });
  afterAll(() => web.close());

  const inEach = urls.flatMap((url) => languages.map((language) => [url, language] as const));
  it.each(inEach)('%s is valid HTML in %s', async (url, language) => {
    const headers = { accept: 'text/html', 'accept-language': language };
    const { body } = await web.server.inject({ url, headers });
    expect(await markupFaults(body)).toEqual([]);
  });

  it.each(urls)('%s has a strict policy', async (url) => {
    const { headers } = await web.server.inject({ url });
    expect(policyFaults(headers['content-security-policy'])).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('every page in a browser', () => {
  let web: OpenWeb;
  let browser: Browser;
  let base: string;

  beforeAll(async () => {
    web = await openWeb();
    await fill(web);
    await web.server.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(web.server.server.address() as AddressInfo).port}`;
    browser = await openChromium();
    if (shots !== undefined) await mkdir(shots, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  it.each(looks)(
    'at %i px, %s: can be used by everybody, fits, and breaks no policy',
    async (width, colorScheme) => {
      // German words are the longer ones: narrow pages are looked at with them.
      const locale = width === 360 ? 'de-DE' : 'en-US';
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text());
      });
      for (const url of urls) {
        await page.goto(base + url);
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        const found = await accessibilityFaults(page);
        faults.push(...found.map((fault) => `${url} ${fault}`));
        const wide = await pixelsTooWide(page);
        if (wide !== 0) faults.push(`${url} is ${wide} px too wide`);
        if (shots !== undefined) {
          await page.reload();
          const name = `${url.replace(/\W+/g, '_')}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: join(shots, name), fullPage: true });
        }
      }
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it('fits 320 and 1440 px without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE' });
    const page = await context.newPage();
    for (const url of urls) {
      await page.goto(base + url);
      for (const width of [320, 1440]) {
        await page.setViewportSize({ width, height: 600 });
        expect(await pixelsTooWide(page), `${url} at ${width} px`).toBe(0);
      }
    }
    await context.close();
  });

  it('finds papers under each keystroke, and without scripts by a button', async () => {
    const page = await browser.newPage();
    await page.goto(`${base}/search`);
    await page.getByRole('searchbox').pressSequentially('ranked li');
    // The first keystrokes have results of their own.
    await page.waitForURL(/\/search\?q=ranked\+li/);
    await page.locator('.result').first().waitFor();
    expect(await page.locator('.result mark').first().innerText()).toMatch(/rank/i);
    await page.close();

    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(`${base}/search`);
    await plain.getByRole('searchbox').fill('ranked list');
    await plain.getByRole('button', { name: 'Search' }).click();
    expect(await plain.locator('.result').count()).toBeGreaterThan(0);
    await plain.goto(`${base}/`);
    await plain.getByLabel('Another day').fill('2026-03-20');
    await plain.getByRole('button', { name: 'Show' }).click();
    expect(plain.url()).toBe(`${base}/daily/2026-03-20`);
    await context.close();
  });
});
