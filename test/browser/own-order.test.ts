import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learnTastes } from '../../src/tastes/learn-tastes.js';
import { readOwnOrder } from '../../src/tastes/own-order.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { openFolds } from '../support/open-folds.js';
import { addTopicDigest, type TopicDigest } from '../tastes/topic-digest.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

describe.skipIf(!hasChromium)('an order of one’s own in a browser', () => {
  let web: OpenWeb;
  let digest: TopicDigest;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-26T09:30:00Z') });
    const topics = ['robots', 'proteins', 'scenes', 'proteins', 'scenes', 'proteins'] as const;
    digest = await addTopicDigest(web.database, '2026-03-24', topics);
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  it.each([
    [false, 'light'],
    [true, 'dark'],
  ] as const)(
    'is chosen, taught, shown and reset; scripts: %s, %s',
    async (javaScriptEnabled, colorScheme) => {
      const { id } = await web.addReader(`own-order-${colorScheme}@example.org`);
      const context = await browser.newContext({ javaScriptEnabled, colorScheme });
      const page = await context.newPage();
      const withoutFaults = async () => {
        if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
      };
      const preferences = `${url}/preferences/${web.token('preferences', id)}`;
      await page.goto(preferences);
      await openFolds(page);
      await page.getByRole('button', { name: 'Use an order of my own' }).click();
      expect(await page.getByRole('status').textContent()).toContain('From the next digest on');
      await withoutFaults();

      await page.goto(`${url}/answers/${web.token('answer', id, digest.id)}`);
      for (const number of [2, 4, 6, 3, 5]) {
        const name = number % 2 === 0 ? 'More like this' : 'Less like this';
        const paper = page.getByRole('article').nth(number - 1);
        await paper.getByRole('button', { name }).click();
      }
      await learnTastes(web.database, web.now, new AbortController().signal);

      await page.goto(preferences);
      await openFolds(page);
      await page.getByRole('link', { name: 'What was learned' }).click();
      const list = (name: string) => page.getByRole('list', { name });
      expect(await list('More of').textContent()).toContain('protein');
      expect(await list('Less of').textContent()).toContain('scene');
      expect(await page.getByRole('main').textContent()).toContain('from 5 answers');
      await withoutFaults();

      web.now = new Date(web.now.getTime() + 60_000);
      await page.getByRole('button', { name: 'Forget it' }).click();
      expect(await page.getByRole('status').textContent()).toContain('It is forgotten.');
      expect(await list('More of').count()).toBe(0);
      await withoutFaults();
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await readOwnOrder(web.database, id)).toMatchObject({ answers: 5, waits: true });
      await page.getByRole('button', { name: 'Use the common order' }).click();
      expect(await readOwnOrder(web.database, id)).toMatchObject({ order: 'common', learned: null });
      await context.close();
    },
  );
});
