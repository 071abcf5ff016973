import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RunOnly } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
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

/** `rule: element` of each fault that axe finds on the page as it stands; the context must run scripts. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return faultsUnder(page, { type: 'tag', values: RULES });
}

/** As {@link accessibilityFaults} for what another theme can break, on a page that was looked at before. */
export function contrastFaults(page: Page): Promise<string[]> {
  return faultsUnder(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });
}

/** Only the faults leave the page: all that axe says of what is well takes longer to hand over than to find. */
function faultsUnder(page: Page, runOnly: RunOnly): Promise<string[]> {
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  return page.evaluate<string[]>(
    `axe.run(${options}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  );
}
