import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { redactErased } from '../../src/subscribers/redact-erased.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { tablesThatHold } from '../support/holding-places.js';
import { answeredDigest } from '../web/answered-digest.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

describe.skipIf(!hasChromium)('answers in a browser', () => {
  let web: OpenWeb;
  let digest: DigestWithPapers;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    web = await openWeb({ mailbox: true });
    digest = await answeredDigest(web);
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  it.each([true, false])(
    'are given, taken back, saved, exported and erased (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const address = `reader-${javaScriptEnabled}@example.org`;
      const { id } = await web.addReader(address);
      const context = await browser.newContext({ javaScriptEnabled, acceptDownloads: true });
      const page = await context.newPage();
      const faults = watch(page);
      const check = async () => {
        if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
      };

      await page.goto(`${url}/answers/${web.token('answer', id, digest.id)}`);
      await check();
      const second = page.getByRole('article').nth(1);
      await second.getByRole('button', { name: 'More like this' }).click();
      await second.getByRole('button', { name: 'More like this', pressed: true }).waitFor();
      await second.getByRole('button', { name: 'Save' }).click();
      await second.getByRole('button', { name: 'Save', pressed: true }).waitFor();
      await second.getByRole('button', { name: 'Less like this' }).click();
      await second.getByRole('button', { name: 'Less like this', pressed: true }).waitFor();
      expect(await second.getByRole('button', { pressed: true }).count()).toBe(2);
      await check();
      await second.getByRole('button', { name: 'Less like this' }).click();
      await second.getByRole('button', { name: 'Less like this', pressed: false }).waitFor();
      await page.reload();
      expect(await page.getByRole('button', { pressed: true }).count()).toBe(1);

      await page.getByRole('link', { name: 'Your feeds' }).click();
      await check();
      const former = await page.getByRole('link', { name: /atom\.xml$/ }).innerText();
      await page.getByRole('button', { name: 'Change the addresses' }).click();
      expect(await page.getByRole('link', { name: /atom\.xml$/ }).innerText()).not.toBe(former);
      await page.goBack();
      await page.goto(`${url}/answers/${web.token('answer', id, digest.id)}`);

      await page.getByRole('link', { name: 'Your saved papers' }).click();
      await check();
      expect(await page.getByRole('article').count()).toBe(1);
      expect(await download(page, 'BibTeX')).toContain('@misc{arxiv-2603.00002,');
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('The paper is removed.').waitFor();
      await check();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('article').waitFor();

      await page.getByRole('link', { name: 'What is kept about you' }).click();
      await check();
      await page.getByRole('button', { name: 'Mail me the link' }).click();
      await page.getByText('A mail is on its way').waitFor();
      await check();
      // The link of that mail, which a worker sends.
      await page.goto(`${url}/your-data/${web.token('data', id)}`);
      await page.getByText(address).waitFor();
      await check();
      const exported = JSON.parse(await download(page, 'Download all of it (JSON)'));
      expect(exported.held.saves).toMatchObject([{ paper_id: '2603.00002' }]);
      await page.getByRole('link', { name: 'Erase all of it' }).click();
      await check();
      expect(await web.reader(id)).not.toBeNull();
      await page.getByRole('button', { name: 'Erase everything' }).click();
      await page.getByText('Everything is erased.').waitFor();
      await check();
      await redactErased(web.database);
      // The last word to the address waits for a worker, and holds it until it is sent.
      expect(await tablesThatHold(web.database, address)).toEqual(['public.notices']);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it.each(['light', 'dark'] as const)('hold on a phone as well, %s', async (colorScheme) => {
    const { id } = await web.addReader(`phone-${colorScheme}@example.org`);
    const context: BrowserContext = await browser.newContext({
      colorScheme,
      viewport: { width: 360, height: 700 },
    });
    const page = await context.newPage();
    const answers = `/answers/${web.token('answer', id, digest.id)}`;
    await page.goto(url + answers);
    await page.getByRole('button', { name: 'Save' }).first().click();
    for (const path of [
      answers,
      answers.replace('/answers/', '/saved/'),
      answers.replace('/answers/', '/your-feeds/'),
    ]) {
      await page.goto(url + path);
      expect(await accessibilityFaults(page), path).toEqual([]);
      const wider = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(wider, path).toBe(0);
    }
    await context.close();
  });
});

/** What goes wrong on a page, as it happens. */
function watch(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return faults;
}

/** The text of the file behind a link. */
async function download(page: Page, name: string): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name, exact: true }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await started).createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
