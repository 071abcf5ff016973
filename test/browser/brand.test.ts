import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invented } from '../brand/png.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { markupFaults, pixelsTooWide } from '../support/page-faults.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

/** Where screenshots go for somebody to look at; none are taken where it is not set. */
const shots = process.env['SCREENSHOTS'];

const urls = ['/', '/subscribe', '/embed', '/admin/login'];
const drawn = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 350 60"><circle cx="30" cy="30" r="28" fill="${colour}"/><path d="M80 15h250v10H80zm0 20h180v10H80z" fill="${colour}"/></svg>`;

describe.skipIf(!hasChromium)('a site with a brand in a browser', () => {
  let folder: string;
  let web: OpenWeb;
  let browser: Browser;
  let base: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'brand-'));
    await writeFile(join(folder, 'logo.svg'), drawn('#0B5394'));
    await writeFile(join(folder, 'logo-dark.svg'), drawn('#9FC5F0'));
    await writeFile(join(folder, 'icon.png'), invented(32, 32));
    web = await openWeb({
      environment: {
        EMBED_ORIGINS: 'https://lab.example',
        SITE_NAME: 'The Morning Papers',
        BRAND: folder,
        ACCENT_LIGHT: '0B5394',
        ACCENT_DARK: '9FC5F0',
        IMPRINT_URL: 'https://example.org/imprint',
        PRIVACY_URL: 'https://example.org/privacy',
        CONTACT: 'editors@example.org',
      },
    });
    await web.server.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(web.server.server.address() as AddressInfo).port}`;
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    [360, 'light', 'de-DE', 'logo.svg', 'rgb(11, 83, 148)'],
    [1440, 'dark', 'en-US', 'logo-dark.svg', 'rgb(159, 197, 240)'],
    ...(shots === undefined
      ? []
      : ([
          [360, 'dark', 'de-DE', 'logo-dark.svg', 'rgb(159, 197, 240)'],
          [1440, 'light', 'en-US', 'logo.svg', 'rgb(11, 83, 148)'],
        ] as const)),
  ] as const)('at %i px, %s, shows its logo and colours, fits, and breaks no policy', async (...asked) => {
    const [width, colorScheme, locale, logo, accent] = asked;
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) faults.push(message.text());
    });
    for (const url of urls) {
      await page.goto(base + url);
      faults.push(...(await markupFaults(await (await page.request.get(base + url)).text())));
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${url} ${fault}`));
      if ((await pixelsTooWide(page)) !== 0) faults.push(`${url} is too wide`);
      const shown = page.getByRole('img', { name: 'The Morning Papers' });
      const drawing = await shown.evaluate((image) => {
        const { currentSrc, naturalWidth, height } = image as unknown as {
          readonly currentSrc: string;
          readonly naturalWidth: number;
          readonly height: number;
        };
        return { currentSrc, isDrawn: naturalWidth > 0, height };
      });
      expect(drawing, url).toMatchObject({
        currentSrc: expect.stringMatching(new RegExp(`/brand/[\\w-]{10}/${logo}$`)),
        isDrawn: true,
      });
      expect(drawing.height, url).toBeLessThanOrEqual(url === '/embed' ? 32 : 48);
      if (url === '/subscribe') {
        const colour = await page
          .getByRole('button')
          .first()
          .evaluate(
            (one) =>
              (
                globalThis as unknown as {
                  getComputedStyle(of: unknown): { readonly backgroundColor: string };
                }
              ).getComputedStyle(one).backgroundColor,
          );
        expect(colour).toBe(accent);
      }
      if (shots !== undefined) {
        const name = `brand${url.replace(/\W+/g, '_')}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(shots, name), fullPage: true });
      }
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
