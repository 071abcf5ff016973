import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RunOnly } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** Unset outside of the project that starts it (vitest.config.ts). */
const browserUrl: string | undefined = inject('browserUrl');

/** Whether there is a browser; without it the tests that need it are skipped, visibly. */
export const hasChromium = browserUrl !== '';

/**
 * The browser of the run, over a connection of its own: closing it closes the pages and contexts that were opened
 * over it. Whoever opens it closes it.
 */
export async function openChromium(): Promise<Browser> {
  if (browserUrl === undefined) throw new Error('vitest.config.ts names the tests that have a browser');
  return chromium.connect(browserUrl);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA and what it is built on, and what axe holds for good practice besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Contexts whose pages have axe from their beginning: reading it once more for each takes a third of what it then does. */
const prepared = new WeakSet<BrowserContext>();

/** `rule: element` of each fault that axe finds on the page as it stands; the context must run scripts. */
export function accessibilityFaults(page: Page): Promise<string[]> {
  return faultsUnder(page, { type: 'tag', values: RULES });
}

/** As {@link accessibilityFaults} for what another theme can break, on a page that was looked at before. */
export function contrastFaults(page: Page): Promise<string[]> {
  return faultsUnder(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });
}

/**
 * Only the faults leave the page: all that axe says of what is well takes longer to hand over than to find. Style
 * sheets are not asked for and parsed a second time, which only a rule needs that axe calls experimental and leaves out.
 */
async function faultsUnder(page: Page, runOnly: RunOnly): Promise<string[]> {
  const preload = { assets: ['media'] };
  const options = JSON.stringify({ runOnly, preload, resultTypes: ['violations'] });
  const look = `typeof axe === 'undefined' ? null : axe.run(${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;
  // Following a link or sending a form waits until the next page begins, not until all of it has come.
  await page.waitForLoadState();
  const found = await page.evaluate<string[] | null>(look);
  if (found !== null) return found;
  await page.evaluate(axe);
  const context = page.context();
  if (!prepared.has(context)) {
    prepared.add(context);
    await context.addInitScript(`if (self === top) { ${axe} }`);
  }
  return page.evaluate<string[]>(look);
}
