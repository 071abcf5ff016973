import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { openFolds } from '../support/open-folds.js';
import { markupFaults, pixelsTooWide } from '../support/page-faults.js';
import { answeredDigest } from '../web/answered-digest.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

/** A folder in which a picture of each page is left to be looked at. */
const shots = process.env['SCREENSHOTS'];

describe.skipIf(!hasChromium)('in a browser that asks for German', () => {
  let web: OpenWeb;
  let url: string;
  let browser: Browser;
  let digestId: number;

  beforeAll(async () => {
    web = await openWeb();
    digestId = (await answeredDigest(web)).id;
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  async function german(work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin' });
    try {
      await work(await context.newPage(), context);
    } finally {
      await context.close();
    }
  }

  /** The page is valid, open to everybody, and fits narrow and wide windows. */
  async function check(page: Page, name: string): Promise<void> {
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    expect(await markupFaults(await page.content())).toEqual([]);
    expect(await accessibilityFaults(page), name).toEqual([]);
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await pixelsTooWide(page), `${name} at ${width}`).toBe(0);
      if (shots === undefined) continue;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `de-${name}-${width}.png`), fullPage: true });
    }
  }

  it('preferences are chosen, paused and shown', async () => {
    const { id } = await web.addReader('liest@example.org');
    await german(async (page) => {
      await page.goto(`${url}/preferences/${web.token('preferences', id)}`);
      await check(page, 'preferences');
      await openFolds(page);
      await page.getByLabel('Uhrzeit').fill('07:15');
      await page.getByRole('button', { name: 'Speichern' }).click();
      expect(await page.getByRole('status').textContent()).toContain('Gespeichert.');
      expect(await page.textContent('.lead')).toContain(
        'am Mittwoch, 25. März, um 07:15 Uhr (Europe/Berlin)',
      );
      await openFolds(page);
      await page.getByLabel('Keine Mail bis').fill('2026-04-20');
      await page.getByRole('button', { name: 'Pause machen' }).click();
      await page.getByText('Bis Montag, 20. April 2026, kommt keine Mail.').waitFor();
      await check(page, 'preferences-paused');
    });
  });

  it('leaving is asked for, done and taken back', async () => {
    const { id } = await web.addReader('geht@example.org');
    await german(async (page) => {
      await page.goto(`${url}/unsubscribe/${web.token('unsubscribe', id)}`);
      await check(page, 'unsubscribe');
      await page.getByRole('button', { name: 'Abbestellen' }).click();
      await page.getByRole('heading', { name: 'Sie haben abbestellt.' }).waitFor();
      await check(page, 'left');
      await page.getByRole('button', { name: 'Rückgängig machen' }).click();
      await page.getByRole('heading', { name: 'Sie sind wieder angemeldet.' }).waitFor();
    });
    expect(await web.reader(id)).toMatchObject({ state: 'active' });
  });

  it('answers, saved papers, feeds and what is kept are shown', async () => {
    const { id } = await web.addReader('behaelt@example.org');
    const token = web.token('answer', id, digestId);
    await web.post(`/answers/${token}`, { paper: '2603.00001', answer: 'save' });
    await german(async (page) => {
      for (const [path, heading] of [
        [`/answers/${token}`, 'Ihre Antworten'],
        [`/saved/${token}`, 'Gemerkte Arbeiten'],
        [`/your-feeds/${token}`, 'Ihre Feeds'],
        [`/your-data/${web.token('data', id)}`, 'Was über Sie gespeichert ist'],
        [`/your-data/${web.token('data', id)}/erase`, 'Alles löschen'],
      ] as const) {
        await page.goto(url + path);
        expect(await page.textContent('h1')).toBe(heading);
        await check(page, heading.replaceAll(' ', '-'));
      }
    });
  });
});
