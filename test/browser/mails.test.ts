import type { Browser } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composePreview, messageNames } from '../../preview/messages.js';
import { withoutStyle } from '../../preview/page.js';
import { emailTemplates } from '../rendering/email-templates.js';
import { measurePage } from '../rendering/measure-page.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';

/** Of those that differ in number only, one is enough. */
const names = messageNames.filter(
  (name) => !/^(?:a |one |three |thirty |573 |the |nothing |why )|without|for good/.test(name),
);

/** In a mail program it stands in a page that has its landmarks. */
const FOR_PAGES = /^(?:landmark-one-main|region): /;

describe.skipIf(!hasChromium)('every mail', () => {
  let browser: Browser;
  const mails = new Map<string, string>();

  beforeAll(async () => {
    browser = await openChromium();
    const templates = await emailTemplates();
    for (const name of names) {
      mails.set(name, (await PostalMime.parse((await composePreview(templates, name)) ?? '')).html ?? '');
    }
  });
  afterAll(() => browser?.close());

  // Each width and each theme once: a colour does not depend on the width, nor a width on the colour.
  it.each([
    [375, 'light'],
    [800, 'dark'],
  ] as const)(
    'at %i px, %s: axe finds nothing, it fits, can be read and touched',
    async (width, colorScheme) => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const faults: string[] = [];
      for (const [name, html] of mails) {
        await page.setContent(html);
        const { overflow, faint, small, requests } = await page.evaluate(measurePage);
        faults.push(
          ...(overflow > 0 ? [`${name}: ${overflow} px too wide`] : []),
          ...[...faint, ...small].map((element) => `${name}: ${element}`),
          ...(requests > 0 ? [`${name}: ${requests} requests`] : []),
          ...(await accessibilityFaults(page))
            .filter((fault) => !FOR_PAGES.test(fault))
            .map((fault) => `${name}: ${fault}`),
        );
      }
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it('shows every word and link without CSS', async () => {
    const page = await browser.newPage();
    for (const [name, html] of mails) {
      await page.setContent(html);
      const styled = await page.locator('body').innerText();
      await page.setContent(withoutStyle(html));
      const words = await page.locator('body').innerText();
      for (const word of new Set(styled.split(/\s+/))) expect(words, name).toContain(word);
      expect(await page.locator('a:visible').count(), name).toBe((html.match(/<a\s/g) ?? []).length);
    }
    await page.close();
  });
});
