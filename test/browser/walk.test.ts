import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../src/model/language.js';
import { learnTastes } from '../../src/tastes/learn-tastes.js';
import { accessibilityFaults, contrastFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { markupFaults, pixelsTooWide, policyFaults } from '../support/page-faults.js';
import { addTopicDigest, answerAll } from '../tastes/topic-digest.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const DAY = 86_400_000;

/** Every page that only some see: what is asked for, the status, and the English heading that tells it is the one. */
type Stop = readonly [path: string, status: number, heading: string];

async function personalPages(web: OpenWeb): Promise<Stop[]> {
  const topics = ['robots', 'proteins', 'scenes', 'proteins', 'scenes', 'proteins'] as const;
  const digest = await addTopicDigest(web.database, '2026-03-24', topics);
  const { id } = await web.addReader('walks@example.org');
  const preferences = `/preferences/${web.token('preferences', id)}`;
  await web.post(`${preferences}/order`, { order: 'personal' });
  const answers = digest.paperIds.map((paper, index) => [paper, index % 2 === 1 ? 'more' : 'less'] as const);
  await answerAll(web.database, id, answers, web.now);
  await learnTastes(web.database, web.now, new AbortController().signal);
  const answer = web.token('answer', id, digest.id);
  await web.post(`/answers/${answer}`, { paper: digest.paperIds[0] ?? '', answer: 'save' });
  await web.post(`${preferences}/address`, { address: 'walks-on@example.net' });
  const data = web.token('data', id);
  return [
    [preferences, 200, 'Preferences'],
    [`${preferences}/order`, 200, 'order'],
    [`/answers/${answer}`, 200, 'Your answers'],
    [`/saved/${answer}`, 200, 'Saved papers'],
    [`/your-feeds/${answer}`, 200, 'Your feeds'],
    [`/your-data/${data}`, 200, 'kept about you'],
    [`/your-data/${data}/erase`, 200, 'Erase'],
    [`/address-change/${web.token('old-address', id, 1)}`, 200, 'Move the digest'],
    [`/address-change/${web.token('new-address', id, 1)}`, 200, 'Move the digest'],
    [`/unsubscribe/${web.token('unsubscribe', id)}`, 200, 'Unsubscribe'],
    [`/confirm/${web.token('confirm', id)}`, 200, 'subscri'],
    [`/resume/${web.token('resume', id)}`, 200, 'ubscribe'],
    [`/current-digest/${web.token('digest', id)}`, 200, 'The current digest'],
  ];
}

function otherPages(web: OpenWeb): Stop[] {
  const now = web.now;
  web.now = new Date(now.getTime() - 8 * DAY);
  const old = web.token('confirm', 1, 1);
  web.now = now;
  return [
    ['/search/subscribe?q=proteins+cat%3Acs.LG', 200, 'Papers like this, by mail'],
    ['/embed', 200, 'Broadsheet'],
    ['/preview', 200, 'Try your rules'],
    ['/papers/2603.99999', 404, 'There is no such page'],
    ['/preferences/damaged', 400, 'This link is damaged'],
    [`/your-feeds/${web.token('answer', 999_999, 1)}`, 410, 'not on the list'],
    [`/confirm/${old}`, 410, 'This link has expired'],
  ];
}

describe('pages that only some see', () => {
  let web: OpenWeb;
  let stops: Stop[];
  let base: string;
  const asked = new Map<string, Awaited<ReturnType<OpenWeb['server']['inject']>>>();

  beforeAll(async () => {
    const environment = { EMBED_ORIGINS: 'https://lab.example.org' };
    web = await openWeb({ environment, now: new Date('2026-03-26T09:30:00Z') });
    stops = [...(await personalPages(web)), ...otherPages(web)];
    // Reading markup holds the loop up, and a server whose loop is held up on a busy machine turns people away: all
    // pages are asked for before the first is read.
    for (const language of languages) {
      const headers = { accept: 'text/html', 'accept-language': language };
      for (const [url] of stops) asked.set(language + url, await web.server.inject({ url, headers }));
    }
    base = await web.server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => web.close());

  it.each(languages)('are valid HTML under a strict policy, in %s', async (language) => {
    const faults: string[] = [];
    for (const [url, status, heading] of stops) {
      const answer = asked.get(language + url);
      if (answer === undefined) throw new Error(`${url} was not asked for`);
      const [, h1 = ''] = /<h[12][^>]*>([\s\S]*?)<\/h[12]>/.exec(answer.body) ?? [];
      if (answer.statusCode !== status) faults.push(`${url} has the status ${answer.statusCode}`);
      if (language === 'en' && !h1.includes(heading)) faults.push(`${url} is headed ${h1.trim()}`);
      const found = [
        ...(await markupFaults(answer.body)),
        ...policyFaults(answer.headers['content-security-policy']),
      ];
      faults.push(...found.map((fault) => `${url} ${fault}`));
    }
    expect(faults).toEqual([]);
  });

  describe.skipIf(!hasChromium)('in a browser', () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await openChromium();
    });
    afterAll(() => browser?.close());

    async function walk(
      options: BrowserContextOptions,
      look: (page: Page) => Promise<string[]>,
    ): Promise<string[]> {
      // Without motion colours change with the theme at once.
      const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => {
        if (message.type() !== 'error' || message.text().includes('with a status of')) return;
        faults.push(`${page.url()} ${message.text()}`);
      });
      for (const [path] of stops) {
        await page.setViewportSize({ width: 360, height: 900 });
        await page.goto(base + path);
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        faults.push(...(await look(page)).map((fault) => `${path} ${fault}`));
      }
      await context.close();
      return faults;
    }

    /** At 360 px and then, in the other theme, at 1440. */
    async function inBothLooks(
      page: Page,
      themes: readonly ('light' | 'dark')[],
      faultsOf: (width: number) => Promise<string[]>,
    ): Promise<string[]> {
      const faults: string[] = [];
      for (const [index, width] of [360, 1440].entries()) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: themes[index] ?? 'light' });
        const wide = await pixelsTooWide(page);
        if (wide !== 0) faults.push(`is ${wide} px too wide at ${width} px`);
        faults.push(...(await faultsOf(width)));
      }
      return faults;
    }

    it('fit narrow and wide windows, and can be used by everybody in both themes', async () => {
      const found = await walk({ locale: 'en-US' }, (page) =>
        inBothLooks(page, ['light', 'dark'], (width) =>
          width === 360 ? accessibilityFaults(page) : contrastFaults(page),
        ),
      );
      expect(found).toEqual([]);
    });

    it('fit them without scripts, in the longer words', async () => {
      const found = await walk({ locale: 'de-DE', javaScriptEnabled: false }, (page) =>
        inBothLooks(page, ['dark', 'light'], async () => []),
      );
      expect(found).toEqual([]);
    });
  });
});
