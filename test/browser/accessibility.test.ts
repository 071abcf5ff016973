import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { listedPaper } from '../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const date = '2026-03-23';

describe.skipIf(!hasChromium)('axe finds nothing (WCAG 2.2 AA)', () => {
  let web: OpenWeb;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    web = await openWeb({ mailbox: true });
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    const papers = ['2603.00001', '2603.00002'].map((id) => listedPaper({ id, date, upvotes: 7 }));
    await savePapers(web.database, papers);
    const choice = {
      kind: 'daily',
      period: date,
      listDate: date,
      now: web.now,
      strategy: 'trending',
    } as const;
    const digest = await assembleDigest(web.database, choice);
    await releaseDigest(web.database, digest.id, web.now);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  it.each(['light', 'dark'] as const)('on the pages, %s', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const faults: string[] = [];
    const paths = [`/daily/${date}`, '/digests', `/digests/${date}`, '/subscribe', '/mailbox', '/nowhere'];
    for (const path of paths) {
      await page.goto(url + path);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${path} ${fault}`));
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
