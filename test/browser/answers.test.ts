import type { Browser, BrowserContext, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readerLinks } from '../../src/delivery/reader-links.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { loadTemplates } from '../../src/rendering/templates.js';
import { site } from '../rendering/invented-digest.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { tablesThatHold } from '../support/holding-places.js';
import { answeredDigest, everyRow } from '../web/answered-digest.js';
import { type OpenWeb, openWeb, publicUrl, webSecrets } from '../web/open-web.js';

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

  /** The links of a digest as it is mailed to a reader: of both parts and of the header. */
  async function linksOf(subscriberId: number): Promise<readonly string[]> {
    const own = { ...site, publicUrl };
    const compiled = await compileDigest(await loadTemplates('templates/email'), own, digest);
    const links = readerLinks(publicUrl, webSecrets, {
      generation: 0,
      subscriberId,
      digestId: digest.id,
      issuedAt: web.now,
    });
    const reader = { address: 'reader@example.org', messageId: '<one@example.org>', date: web.now, ...links };
    const raw = messageBytes(composeDigest(wholeEdition(compiled), reader));
    const { html = '', text = '', headers } = await PostalMime.parse(raw);
    const listed = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const found = [
      ...html.matchAll(/href="([^"]+)"/g),
      ...text.matchAll(/(https?:\/\/\S+)/g),
      ...listed.matchAll(/<(https?:[^>]+)>/g),
    ];
    return [...new Set(found.map(([, link = '']) => link.replaceAll('&amp;', '&')))];
  }

  it('change nothing when every link of a digest is fetched 50 times, or opened with scripts', async () => {
    const { id } = await web.addReader('scanned@example.org');
    const own = (await linksOf(id)).filter((link) => link.startsWith(publicUrl));
    expect(own.filter((link) => /\/(answers|unsubscribe)\//.test(link))).toHaveLength(2);
    expect(own.length).toBeGreaterThan(2);
    const before = await everyRow(web);

    for (const link of own) {
      const path = link.slice(publicUrl.length) || '/';
      for (let n = 0; n < 50; n += 1) {
        const answer = await fetch(url + path, { method: n % 2 === 0 ? 'GET' : 'HEAD' });
        await answer.arrayBuffer();
        expect(answer.status, path).toBe(200);
      }
    }
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const link of own) {
      await page.goto(url + link.slice(publicUrl.length), { waitUntil: 'networkidle' });
      for (const further of await page.getByRole('main').getByRole('link').all()) await further.hover();
    }
    await context.close();
    expect(await everyRow(web)).toEqual(before);
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
      expect(await tablesThatHold(web.database, address)).toEqual([]);
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
