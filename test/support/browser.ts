import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of the run is reached; empty where none is installed. */
    browserUrl: string;
  }
}

/** Chromium without a window to draw costs a third of what the whole browser does, which has one even when nobody sees it. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/**
 * What a page runs for a moment is not worth optimising, by neither of the two compilers that do, nor is a heap worth
 * keeping small that goes with the page.
 */
const BRIEFLY = ['--no-opt', '--no-maglev', '--single-threaded-gc', '--min-semi-space-size=32'];

/** One Chromium for the whole run: each test opens contexts of its own in it, which share nothing. */
export default async function startTestBrowser(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const named = process.env['CHROMIUM'];
  const executablePath = (named === undefined ? PROGRAMS : [named]).find((path) => existsSync(path));
  if (executablePath === undefined) {
    project.provide('browserUrl', '');
    return undefined;
  }
  const args = ['--no-sandbox', '--disable-background-networking', `--js-flags=${BRIEFLY.join(',')}`];
  const server = await chromium.launchServer({ executablePath, args, host: '127.0.0.1' });
  project.provide('browserUrl', server.wsEndpoint());
  return () => server.close();
}
