import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { openFolds } from '../support/open-folds.js';
import { answeredDigest } from '../web/answered-digest.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const DAY = 86_400_000;

describe.skipIf(!hasChromium)('axe finds nothing on the pages behind links in mail (WCAG 2.2 AA)', () => {
  let web: OpenWeb;
  let url: string;
  let browser: Browser;
  let digestId: number;
  let readers = 0;

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

  async function reader(): Promise<number> {
    readers += 1;
    return (await web.addReader(`personal-${readers}@example.org`)).id;
  }

  /** Looks at a page as it stands, after making sure that it is the one that is meant. */
  async function check(page: Page, heading: string): Promise<void> {
    expect(await page.getByRole('heading', { level: 1 }).first().textContent()).toContain(heading);
    expect(await accessibilityFaults(page), heading).toEqual([]);
  }

  async function withPage(colorScheme: 'light' | 'dark', work: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ colorScheme });
    try {
      await work(await context.newPage());
    } finally {
      await context.close();
    }
  }

  it.each(['light', 'dark'] as const)('preferences in every state, %s', async (colorScheme) => {
    const id = await reader();
    const path = `${url}/preferences/${web.token('preferences', id)}`;
    await withPage(colorScheme, async (page) => {
      await page.goto(path);
      await openFolds(page);
      await page.getByLabel('Follow: arXiv categories').fill('everything else');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('not a category of arXiv').waitFor();
      await check(page, 'Preferences');
      // Its other states have no colours of their own.
      if (colorScheme === 'dark') return;
      await page.goto(path);
      await openFolds(page);
      await page.getByRole('button', { name: 'Skip the next digest' }).click();
      await page.getByRole('button', { name: 'Do not skip it' }).waitFor();
      await check(page, 'Preferences');
      await page.getByLabel('No mail until').fill('2026-04-20');
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'End the pause now' }).waitFor();
      await check(page, 'Preferences');
    });
  });

  it.each(['light', 'dark'] as const)('a preview that cannot be made, %s', async (colorScheme) => {
    await withPage(colorScheme, async (page) => {
      await page.goto(`${url}/preview`);
      await openFolds(page);
      await page.getByLabel('Follow: arXiv categories').fill('everything else');
      await page.getByRole('button', { name: 'Show the last seven days' }).click();
      await page.getByText('not a category of arXiv').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });

  it('confirming, leaving and coming back', async () => {
    const id = await reader();
    await web.database.query(
      "UPDATE subscribers SET state = 'pending', confirmed_at = NULL, confirm_serial = 1 WHERE id = $1",
      [id],
    );
    await withPage('light', async (page) => {
      await page.goto(`${url}/confirm/${web.token('confirm', id, 1)}`);
      await check(page, 'Confirm your subscription');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await check(page, 'You are subscribed.');
      await page.goto(`${url}/unsubscribe/${web.token('unsubscribe', id)}`);
      await check(page, 'Unsubscribe');
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      await check(page, 'You are unsubscribed.');
      await page.getByRole('button', { name: 'Undo' }).click();
      await check(page, 'You are subscribed again.');
      await page.goto(`${url}/current-digest/${web.token('digest', id)}`);
      await check(page, 'The current digest, now');
      await page.getByRole('button', { name: 'Send me the current digest' }).click();
      await check(page, 'It is on its way.');
    });
  });

  it('moving to another address, and links that were left behind', async () => {
    const id = await reader();
    await withPage('light', async (page) => {
      await page.goto(`${url}/preferences/${web.token('preferences', id)}`);
      await openFolds(page);
      await page.getByLabel('New address').fill('moved-away@example.net');
      await page.getByRole('button', { name: 'Ask both addresses' }).click();
      await check(page, 'Check both inboxes');
      for (const [side, heading] of [
        ['new-address', 'One address has agreed'],
        ['old-address', 'The digest has moved'],
      ] as const) {
        await page.goto(`${url}/address-change/${web.token(side, id, 1)}`);
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.getByRole('button').first().click();
        await check(page, heading);
      }
      await page.goto(`${url}/preferences/${web.token('preferences', id)}`);
      await check(page, 'This link was for another address');
      await page.goto(`${url}/unsubscribe/${web.token('unsubscribe', id)}`);
      await check(page, 'Unsubscribe');
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      await check(page, 'The subscription is ended.');
    });
  });

  it('links that do not work any more, and pages with nothing on them', async () => {
    const id = await reader();
    await withPage('dark', async (page) => {
      for (const [path, heading] of [
        [`/preferences/${web.token('preferences', id).slice(1)}`, 'This link is damaged'],
        [`/answers/${web.token('answer', 999_999, digestId)}`, 'This address is not on the list'],
        [`/saved/${web.token('answer', id, digestId)}`, 'Saved papers'],
        [`/resume/${web.token('resume', id, 9)}`, 'Subscribe again'],
        [`/feeds/${web.token('feed', id, 7)}/atom.xml`, 'The address of this feed was changed'],
      ] as const) {
        await page.goto(url + path);
        await check(page, heading);
      }
      const confirm = `${url}/confirm/${web.token('confirm', id)}`;
      const now = web.now;
      web.now = new Date(now.getTime() + 8 * DAY);
      await page.goto(confirm);
      await check(page, 'This link has expired');
      web.now = now;
    });
  });
});
