import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

interface Site {
  readonly origin: string;
  /** What its only page holds. */
  html: string;
  close(): void;
}

/** A page of somebody else: another port is another origin. */
async function openSite(): Promise<Site> {
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="en"><title>A lab</title><main><h1>A lab</h1>${site.html}</main></html>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const site: Site = {
    origin: `http://127.0.0.1:${port}`,
    html: '',
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return site;
}

describe.skipIf(!hasChromium)('the subscribe form on a page of another origin', () => {
  let web: OpenWeb;
  let browser: Browser;
  let base: string;
  let allowed: Site;
  let other: Site;

  beforeAll(async () => {
    [allowed, other] = await Promise.all([openSite(), openSite()]);
    web = await openWeb({ environment: { EMBED_ORIGINS: allowed.origin } });
    base = await web.server.listen({ host: '127.0.0.1', port: 0 });
    for (const site of [allowed, other]) {
      site.html = `<iframe src="${base}/embed" title="Subscribe" width="360" height="500"></iframe>
        <form method="post" action="${base}/subscribe"><label for="own">Own form</label>
        <input id="own" name="address" type="email"><button>Send</button></form>`;
    }
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    allowed?.close();
    other?.close();
    await web?.close();
  });

  async function pendingOf(address: string): Promise<number> {
    await processSignups(web.database, { keyring: web.keyring, now: web.now, limits: defaultSignupLimits });
    const { rowCount } = await web.database.query(
      `SELECT FROM notices JOIN subscribers s ON s.id = subscriber_id WHERE kind = 'confirmation' AND address = $1`,
      [address],
    );
    return rowCount ?? 0;
  }

  async function open(site: Site, javaScriptEnabled = true): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 400, height: 700 } });
    const page = await context.newPage();
    await page.goto(site.origin);
    return page;
  }

  it.each([true, false])(
    'is filled in within the frame up to the confirmation (scripts: %s)',
    async (scripts) => {
      const page = await open(allowed, scripts);
      const frame = page.frameLocator('iframe');
      await frame.getByRole('textbox', { name: 'Email address' }).fill('not one');
      await frame.getByRole('button', { name: 'Subscribe' }).click();
      await frame.locator('.form-error').waitFor();
      const address = `framed-${scripts}@example.org`;
      await frame.getByRole('textbox', { name: 'Email address' }).fill(address);
      await frame.getByRole('button', { name: 'Subscribe' }).click();
      await frame.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      expect(page.url()).toBe(`${allowed.origin}/`);
      expect(await page.context().cookies()).toEqual([]);
      expect(await pendingOf(address)).toBe(1);
      if (scripts) expect(await accessibilityFaults(page)).toEqual([]);
      await page.context().close();
    },
  );

  it.each(['en-GB', 'de-DE'])('fits a narrow frame of the height that is advised (%s)', async (locale) => {
    const guide = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    const height = Number(/<iframe [^>]*height="(\d+)"/.exec(guide)?.[1]);
    const page = await browser.newPage({ locale, viewport: { width: 320, height } });
    await page.goto(`${base}/embed`);
    const needed = await page.evaluate('document.documentElement.scrollHeight');
    expect(needed).toBe(height);
    await page.close();
  });

  it('is a form of that page as well', async () => {
    const page = await open(allowed, false);
    await page.getByLabel('Own form').fill('own@example.org');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    expect(await pendingOf('own@example.org')).toBe(1);
    await page.context().close();
  });

  it('is shown by the browser to no other origin, and its form is refused', async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(other.origin);
    await expect.poll(() => said.join()).toContain('frame-ancestors');
    expect(await page.frameLocator('iframe').getByRole('textbox').count()).toBe(0);
    await page.getByLabel('Own form').fill('stolen@example.org');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'This form cannot be used from there' }).waitFor();
    expect(await pendingOf('stolen@example.org')).toBe(0);
    await page.close();
  });
});
