import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openChromium } from '../support/accessibility.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { type RunningService, startService } from '../support/service.js';
import { waitFor } from '../support/wait-for.js';

/** The whole of a reader's life, on the embedded database and the built-in mailbox, the source being down. */
describe.skipIf(!hasChromium)('a reader', () => {
  let folder: string;
  let source: HuggingFaceServer;
  let service: RunningService;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'));
    source = await startHuggingFaceServer();
    source.failNext(10_000, 503);
    service = await startService({ DATA_DIR: folder, HUGGINGFACE_URL: source.url });
    browser = await openChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([true, false])(
    'subscribes, confirms, reads, leaves and comes back (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({
        ...{ javaScriptEnabled, locale: 'en-GB', timezoneId: 'Asia/Tokyo' },
      });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      const address = `reader-${javaScriptEnabled}@inbox.example`;

      // A service that has just started on a busy machine says for a moment that it has too much to do.
      await waitFor('the front page', async () => (await fetch(service.url)).ok, 60_000);
      await page.goto(`${service.url}/`);
      await page.getByRole('textbox', { name: /email/i }).fill(address);
      await page.getByText('How often, and when').click();
      const here = page.getByRole('option', { name: 'At 08:00 where I am (Asia/Tokyo)' });
      expect(await here.count()).toBe(javaScriptEnabled ? 1 : 0);
      if (javaScriptEnabled) {
        await page.getByLabel('At what time').selectOption({ label: (await here.textContent()) ?? '' });
      }
      await page.getByRole('button', { name: 'Subscribe' }).click();
      expect(await page.getByRole('main').innerText()).toContain('Check your inbox');

      const confirmation = await openMail(page, service, address, /confirm/i);
      const confirm = await followLink(context, confirmation, /confirm/i);
      await confirm.getByRole('button', { name: /confirm/i }).click();
      await confirm.getByText('You are subscribed').waitFor();
      expect(await confirm.getByRole('main').innerText()).toContain(
        javaScriptEnabled ? '08:00 (Asia/Tokyo)' : '08:00 (UTC)',
      );

      await confirm.getByRole('button', { name: /current digest/i }).click();
      const digest = await openMail(page, service, address, /^sample/i);
      expect(await digest.locator('body').innerText()).toContain('invented');

      const leave = await followLink(context, digest, /^unsubscribe/i);
      await leave.getByRole('button', { name: /unsubscribe/i }).click();
      await leave
        .getByText(/unsubscribed|no more mail/i)
        .first()
        .waitFor();

      await leave.getByRole('button', { name: /undo|subscribe again|stay/i }).click();
      await leave.getByText('You are subscribed').waitFor();
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  it('on a phone, in seven taps: subscribes, confirms, chooses a topic and has a mail that holds it alone', async () => {
    const context = await browser.newContext({
      viewport: { width: 375, height: 740 },
      hasTouch: true,
      isMobile: true,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    const address = 'reader-on-a-phone@inbox.example';
    await waitFor('the front page', async () => (await fetch(service.url)).ok, 60_000);
    await page.goto(`${service.url}/`);
    await page.getByRole('textbox', { name: /email/i }).tap();
    await page.keyboard.type(address);
    await page.getByRole('button', { name: 'Subscribe' }).tap();
    // Going on to another page before the form was answered would take the sign-up back.
    await page.getByText('Check your inbox').waitFor();
    const confirmation = await openMail(page, service, address, /confirm/i);
    const choose = await followLink(context, confirmation, /confirm/i);
    await choose.getByRole('button', { name: /confirm/i }).tap();
    await choose.getByText('You are subscribed').waitFor();

    await choose.getByText(/more topics/).tap();
    await choose.getByText('Robotics', { exact: true }).tap();
    expect(await choose.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await choose.getByRole('button', { name: /mail me/i }).tap();
    await choose.getByText('Saved.').waitFor();
    expect(await choose.getByRole('main').innerText()).toContain('in your inbox in a moment');

    const digest = await openMail(page, service, address, /^sample/i);
    const text = await digest.locator('body').innerText();
    expect(text).toContain('One paper');
    expect(text).toContain('Slow Robots Pour Tea');
    expect(text).not.toContain('Training a Small Model');
    await context.close();
  });
});

/** Waits for a mail in the built-in mailbox and opens it. @returns the frame that shows its HTML */
async function openMail(
  page: Page,
  service: RunningService,
  to: string,
  subject: RegExp,
): Promise<FrameLocator> {
  // A click into the frame of a tab that another one covers is lost now and then.
  await page.bringToFront();
  const mail = page.getByRole('link').filter({ hasText: subject });
  const mails = page.locator('main li, main tr').filter({ hasText: to }).filter({ has: mail });
  try {
    await waitFor(
      `a mail to ${to}`,
      async () => {
        await page.goto(`${service.url}/mailbox`);
        return (await mails.count()) > 0;
      },
      30_000,
    );
  } catch (cause) {
    throw new Error(`${await page.getByRole('main').innerText()}\n\n${service.output()}`, { cause });
  }
  await mails.first().getByRole('link').first().click();
  return page.frameLocator('iframe');
}

/** Follows a link of a mail as a reader does: mail opens links in a new tab. */
async function followLink(context: BrowserContext, mail: FrameLocator, name: RegExp): Promise<Page> {
  const opened = context.waitForEvent('page');
  await mail.getByRole('link', { name }).first().click();
  const page = await opened;
  await page.waitForLoadState();
  return page;
}
