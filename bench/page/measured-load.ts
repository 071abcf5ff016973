import type { Browser, BrowserContext } from 'playwright-core';
import type { Measurement } from '../measurement.js';

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly scripts: boolean;
}

/** About a poor mobile network; over loopback everything would come at once. */
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

/** On a busy machine the first paint comes after the network fell silent. */
const PAINTED_WITHIN_MS = 20_000;

/** What it takes to load a page, by a browser that has nothing of it yet. */
export async function measureLoad(browser: Browser, url: string, look: Look): Promise<Measurement> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    javaScriptEnabled: look.scripts,
  });
  try {
    return await loadIn(context, url);
  } finally {
    await context.close();
  }
}

/** The browser tells of everything from outside of the page, so that pages without scripts are measured alike. */
async function loadIn(context: BrowserContext, url: string): Promise<Measurement> {
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  const found = { bytes: 0, requests: 0, layoutShift: 0, firstPaint: Number.NaN, largestPaint: Number.NaN };
  const start = { monotonic: Number.NaN, wall: Number.NaN };
  tools.on('Network.requestWillBeSent', ({ request, timestamp, wallTime }) => {
    if (request.url.startsWith('data:')) return;
    if (found.requests === 0) Object.assign(start, { monotonic: timestamp, wall: wallTime });
    found.requests += 1;
  });
  tools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    found.bytes += encodedDataLength;
  });
  tools.on('Page.lifecycleEvent', ({ name, timestamp }) => {
    if (name === 'firstContentfulPaint') found.firstPaint = (timestamp - start.monotonic) * 1_000;
  });
  const painted = new Promise<void>((resolve, reject) => {
    setTimeout(reject, PAINTED_WITHIN_MS, new Error(`${url} was not painted`)).unref();
    tools.on('PerformanceTimeline.timelineEventAdded', ({ event }) => {
      found.layoutShift += event.layoutShiftDetails?.value ?? 0;
      if (event.lcpDetails === undefined) return;
      // Each is larger than the one before; the last one counts.
      found.largestPaint = (event.lcpDetails.renderTime - start.wall) * 1_000;
      resolve();
    });
  });
  // Heard of below, unless the page is not even there.
  painted.catch(() => undefined);
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', NETWORK);
  await tools.send('Page.enable');
  await tools.send('Page.setLifecycleEventsEnabled', { enabled: true });
  await tools.send('PerformanceTimeline.enable', {
    eventTypes: ['largest-contentful-paint', 'layout-shift'],
  });
  const answer = await page.goto(url, { waitUntil: 'networkidle' });
  if (answer?.status() !== 200) throw new Error(`${url} was answered with ${answer?.status()}`);
  await painted;
  return { messagesPerSecond: null, cpuSecondsPer1000: null, peakMemoryMB: null, extra: found };
}
