import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { listedPaper } from '../support/listed-paper.js';
import { openFolds } from '../support/open-folds.js';
import { pixelsTooWide } from '../support/page-faults.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const date = '2026-03-23';

describe.skipIf(!hasChromium)('in a browser', () => {
  let web: OpenWeb;
  let url: string;
  let browser: Browser;
  let readers = 0;

  beforeAll(async () => {
    web = await openWeb({ now: new Date('2026-03-24T09:30:00Z') });
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    const papers = ['2603.00001', '2603.00002'].map((id) => listedPaper({ id, date, upvotes: 7 }));
    await savePapers(web.database, papers);
    const order = { kind: 'daily', period: date, listDate: date, now: web.now, strategy: 'upvotes' } as const;
    const { id } = await assembleDigest(web.database, order);
    await releaseDigest(web.database, id, web.now);
    await web.database.query(
      `UPDATE digest_papers SET paper = paper || jsonb_build_object('title', $1::text), topics = '{diffusion}'`,
      [`An invented diffusion of ${'unbreakable'.repeat(12)}`],
    );
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  async function reader() {
    readers += 1;
    const { id } = await web.addReader(`browser-${readers}@example.org`);
    return { id, path: `/preferences/${web.token('preferences', id)}` };
  }

  async function withPage(options: { javaScriptEnabled: boolean }, work: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ ...options, timezoneId: 'Asia/Tokyo' });
    try {
      await work(await context.newPage());
    } finally {
      await context.close();
    }
  }

  const state = async (id: number) => {
    const { rows } = await web.database.query<Record<string, unknown>>(
      'SELECT state, frequency, time_zone, skips, rule_set_id FROM subscribers WHERE id = $1',
      [id],
    );
    return rows[0];
  };

  it.each([true, false])(
    'preferences are chosen, saved and taken back, scripts: %s',
    async (javaScriptEnabled) => {
      const { id, path } = await reader();
      await withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(url + path);
        await openFolds(page);
        await page.getByLabel('Once a week, the best of it').check();
        await page.getByLabel('Time zone').fill('Europe/Berlin');
        await page.getByLabel('Follow: Keywords').fill('state space, proteins');
        await page.getByRole('button', { name: 'Save' }).click();
        expect(await page.getByRole('status').textContent()).toContain('Saved.');
        expect(await state(id)).toMatchObject({ frequency: 'weekly', time_zone: 'Europe/Berlin' });
        await page.getByRole('button', { name: 'Undo' }).click();
        expect(await state(id)).toMatchObject({ frequency: 'daily', time_zone: null, rule_set_id: null });
      });
    },
  );

  it.each([true, false])(
    'what is chosen is tried in place, and saved, scripts: %s',
    async (javaScriptEnabled) => {
      const { id, path } = await reader();
      await withPage({ javaScriptEnabled }, async (page) => {
        await page.setViewportSize({ width: 360, height: 740 });
        await page.goto(url + path);
        const save = page.getByRole('button', { name: 'Save' });
        expect((await save.boundingBox())?.y).toBeLessThan(740);
        const topic = (name: string) => page.getByRole('group', { name, exact: true });
        await topic('Diffusion').getByLabel('Follow').check();
        await topic('Agents').getByLabel('Mute').check();
        if (javaScriptEnabled) await page.getByText('2 changes, not saved yet').waitFor();
        await page.getByRole('button', { name: 'Preview' }).click();
        await page.getByRole('heading', { name: 'With these settings' }).waitFor();
        expect(await page.getByRole('status').textContent()).toContain('1 mail with 2 of 2 papers');
        if (javaScriptEnabled) expect(await pixelsTooWide(page)).toBe(0);
        expect(await state(id)).toMatchObject({ rule_set_id: null });
        expect(await topic('Agents').getByLabel('Mute').isChecked()).toBe(true);
        if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
        await save.click();
        expect(await page.getByRole('status').textContent()).toContain('Saved.');
        expect((await state(id))?.['rule_set_id']).not.toBeNull();
      });
    },
  );

  it.each([true, false])('a pause and a skip are set and ended, scripts: %s', async (javaScriptEnabled) => {
    const { id, path } = await reader();
    await withPage({ javaScriptEnabled }, async (page) => {
      await page.goto(url + path);
      await page.getByText('A break').click();
      await page.getByLabel('No mail until').fill('2026-04-20');
      await page.getByLabel('Then send the best of what I missed').check();
      await page.getByRole('button', { name: 'Pause' }).click();
      expect(await state(id)).toMatchObject({ state: 'paused' });
      await page.getByRole('button', { name: 'End the pause now' }).click();
      await page.getByRole('button', { name: 'Skip the next digest' }).click();
      expect(await state(id)).toMatchObject({ state: 'active', skips: 1 });
      await page.getByRole('button', { name: 'Do not skip it' }).click();
      expect(await state(id)).toMatchObject({ skips: 0 });
    });
  });

  it('proposes the time zone of the browser where none was chosen', async () => {
    const { path } = await reader();
    await withPage({ javaScriptEnabled: true }, async (page) => {
      await page.goto(url + path);
      expect(await page.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    });
  });

  it.each([true, false])(
    'a preview shows days under rules, and a sign-up goes from it, scripts: %s',
    async (javaScriptEnabled) => {
      await web.database.query('DELETE FROM signups');
      await withPage({ javaScriptEnabled }, async (page) => {
        await page.goto(`${url}/preview`);
        await page.getByRole('group', { name: 'Diffusion' }).getByLabel('Follow').check();
        await page.getByRole('button', { name: 'Show the last seven days' }).click();
        expect(await page.getByRole('status').textContent()).toContain('1 mail with 2 of 2 papers');
        await page.getByLabel('Email address').fill('from-the-preview@example.org');
        await page.getByRole('button', { name: 'Subscribe' }).click();
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Check your inbox');
      });
      const { rows } = await web.database.query<{ preferences: unknown }>('SELECT preferences FROM signups');
      const zone = javaScriptEnabled ? { schedule: { timeZone: 'Asia/Tokyo' } } : {};
      expect(rows).toEqual([{ preferences: { rules: { follow: { topics: ['diffusion'] } }, ...zone } }]);
    },
  );

  it.each([true, false])('the subscribe form folds out, scripts: %s', async (javaScriptEnabled) => {
    await web.database.query('DELETE FROM signups');
    await withPage({ javaScriptEnabled }, async (page) => {
      await page.goto(`${url}/daily/${date}`);
      await page.getByText('How often, and when').click();
      await page.getByLabel('How often', { exact: true }).selectOption('Once a week');
      await page.getByLabel('At what time').selectOption('07:00');
      if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel('Email address').fill('folded-out@example.org');
      await page.getByRole('button', { name: 'Subscribe' }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Check your inbox');
    });
    const { rows } = await web.database.query<{ preferences: unknown }>('SELECT preferences FROM signups');
    const zone = javaScriptEnabled ? { timeZone: 'Asia/Tokyo' } : {};
    expect(rows).toEqual([{ preferences: { schedule: { frequency: 'weekly', time: '07:00', ...zone } } }]);
  });

  it.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const { path } = await reader();
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.goto(url + path);
    expect(await accessibilityFaults(page)).toEqual([]);
    await openFolds(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Once a month, the best of it').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${url}/preview`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show the last seven days' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });
});
