import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noticeKinds } from '../../src/model/delivery.js';
import { languages } from '../../src/model/language.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { composeNotice } from '../../src/rendering/compose-notice.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { hasChromium, openChromium } from '../support/accessibility.js';
import { emailTemplates } from './email-templates.js';
import { hostileDigest, reader, site } from './invented-digest.js';
import { measurePage } from './measure-page.js';

describe.skipIf(!hasChromium)('in a browser', () => {
  let browser: Browser;
  const pages = new Map<string, string>();
  /** By width and theme; each shows one mail after the other, as a program does. */
  const windows = new Map<string, Promise<Page>>();

  beforeAll(async () => {
    browser = await openChromium();
    for (const language of languages) {
      const templates = await emailTemplates(language);
      const compiled = await compileDigest(templates, site, hostileDigest());
      const messages: [string, Buffer][] = [
        ['digest', messageBytes(composeDigest(wholeEdition(compiled), reader))],
      ];
      for (const kind of noticeKinds) {
        const notice = { ...reader, kind, actionUrl: 'https://papers.example.org/a' };
        messages.push([kind, messageBytes(await composeNotice(templates, site, notice))]);
      }
      for (const [name, raw] of messages) {
        pages.set(`${name}, ${language}`, (await PostalMime.parse(raw)).html ?? '');
      }
    }
  });

  afterAll(() => browser?.close());

  async function open(html: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const look = `${width} ${colorScheme}`;
    const opened = windows.get(look) ?? browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    windows.set(look, opened);
    const page = await opened;
    await page.setContent(html);
    return page;
  }

  it.each(
    ['digest', ...noticeKinds]
      .flatMap((name) => languages.map((language) => `${name}, ${language}`))
      .flatMap((name) => [[name, 360, 'light'] as const, [name, 800, 'dark'] as const]),
  )('the %s at %i px, %s: fits, can be read and touched, fetches nothing', async (name, width, theme) => {
    const page = await open(pages.get(name) ?? '', width, theme);
    expect(await page.evaluate(measurePage)).toEqual({
      overflow: 0,
      faint: [],
      small: [],
      requests: 0,
      background: theme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(20, 22, 26)',
    });
  });

  it('runs nothing of what a title holds', async () => {
    const page = await open(pages.get('digest, en') ?? '', 800, 'light');
    expect(await page.locator('script, swi, form, img').count()).toBe(0);
    const titles = (await page.locator('h3').allTextContents()).map((title) => title.replace(/^\d+\s*/, ''));
    expect(titles).toContain('<swi> and </think> and <!-- and ]]> and </mj-text><script>alert(1)</script>');
  });
});
