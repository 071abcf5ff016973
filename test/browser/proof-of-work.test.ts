import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { accessibilityFaults, contrastFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { markupFaults, pixelsTooWide } from '../support/page-faults.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

/** A folder in which a picture of each page is left to be looked at. */
const shots = process.env['SCREENSHOTS'];

describe.skipIf(!hasChromium)('in a browser that is asked for work', () => {
  let web: OpenWeb;
  let url: string;
  let browser: Browser;
  let clients = 0;

  beforeAll(async () => {
    web = await openWeb({
      environment: { EMBED_ORIGINS: 'https://lab.example', TRUST_PROXY: 'loopback' },
      // Whoever asks is near the limit.
      signupLimits: { ...defaultSignupLimits, perDomainHour: 0 },
    });
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });

  async function asked(
    address: string,
    options: BrowserContextOptions & {
      readonly path?: string;
      readonly before?: (page: Page) => Promise<unknown>;
    },
    work: (page: Page, complaints: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const { path = '/subscribe', before, ...how } = options;
    clients += 1;
    // A client of its own, or the limit by client would end the file.
    const extraHTTPHeaders = { 'x-forwarded-for': `198.18.0.${clients}` };
    const context = await browser.newContext({ extraHTTPHeaders, ...how });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !message.text().includes('422'))
          complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await before?.(page);
      await page.goto(url + path);
      await page.locator('#address').fill(address);
      await page.locator('.subscribe-row button').click();
      await work(page, complaints);
    } finally {
      await context.close();
    }
  }

  async function provenOf(address: string): Promise<boolean | null> {
    const { rows } = await web.database.query<{ proven: boolean }>(
      'SELECT proven FROM signups WHERE address = $1',
      [address],
    );
    return rows[0]?.proven ?? null;
  }

  it.each(['/', '/subscribe', '/embed'])('%s signs up after some work, without a press', async (path) => {
    const address = `works-${path.slice(1)}@example.org`;
    await asked(address, { path }, async (page, complaints) => {
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      expect(complaints).toEqual([]);
    });
    expect(await provenOf(address)).toBe(true);
  });

  it.each([
    ['light', 'en-GB'],
    ['dark', 'de-DE'],
  ] as const)('says what is going on, to everybody, on a phone (%s, %s)', async (colorScheme, locale) => {
    const options = {
      ...{ colorScheme, locale, viewport: { width: 360, height: 720 } },
      // It never ends here.
      before: (page: Page) =>
        page.route('**/proof-worker.js*', (route) =>
          route.fulfill({ contentType: 'text/javascript', body: '' }),
        ),
    };
    await asked(`looks-${colorScheme}@example.org`, options, async (page, complaints) => {
      await page.getByText(/Working …|Es wird gerechnet …/).waitFor();
      expect(await markupFaults(await page.content())).toEqual([]);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await contrastFaults(page)).toEqual([]);
      expect(await pixelsTooWide(page)).toBe(0);
      expect(complaints).toEqual([]);
      await shoot(page, `working-${colorScheme}`);
    });
  });

  it('says what to do where no script runs, and does it', async () => {
    const address = 'still@example.org';
    await asked(
      address,
      { javaScriptEnabled: false, viewport: { width: 360, height: 720 } },
      async (page) => {
        const told = page.getByRole('status');
        expect(await told.textContent()).toContain('Use the button instead.');
        await shoot(page, 'without-script');
        await page.getByRole('button', { name: 'Subscribe without it' }).click();
        await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      },
    );
    expect(await provenOf(address)).toBe(false);
  });

  it.each([
    [
      'has no cryptography, as on plain http',
      (page: Page) => page.addInitScript('delete Crypto.prototype.subtle'),
    ],
    ['cannot load the work', (page: Page) => page.route('**/proof-worker.js*', (route) => route.abort())],
    [
      'gets something else for it',
      (page: Page) =>
        page.route('**/proof-worker.js*', (route) =>
          route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("no")' }),
        ),
    ],
  ])('says what to do where it %s', async (_, before) => {
    await asked('cannot@example.org', { before }, async (page) => {
      await page.getByText('Your browser cannot do this work. Use the button instead.').waitFor();
      await page.getByRole('button', { name: 'Subscribe without it' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    });
  });

  async function shoot(page: Page, name: string): Promise<void> {
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `proof-${name}.png`), fullPage: true });
  }
});
