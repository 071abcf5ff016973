import { type Browser, chromium } from 'playwright-core';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { type CalendarDate, dateIn } from '../../src/model/calendar-date.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import type { BenchContext } from '../bench-context.js';
import { inventPapers } from '../digest/invented-papers.js';
import { isWanted } from '../filter.js';
import { listToday } from '../home/listed-today.js';
import { withSite } from '../home/site.js';
import { type Measurement, medianOf, type ResultRow } from '../measurement.js';
import { programPath } from '../processes/program-path.js';
import { type Look, measureLoad } from './measured-load.js';

const benchName = 'page';
const pages = ['home', 'paper', 'search', 'digest'] as const;
type PageName = (typeof pages)[number];

interface Condition extends Look {
  readonly page: PageName;
}

const conditions: readonly Condition[] = pages.flatMap((page) =>
  [360, 1440].flatMap((width) => [true, false].map((scripts) => ({ page, width, scripts }))),
);

const variantName = ({ page, width, scripts }: Condition) =>
  `${page} ${width}-px ${scripts ? 'scripts' : 'no-scripts'}`;

const wantedLooks = (filter: readonly string[]) =>
  conditions.filter((condition) => isWanted(filter, benchName, variantName(condition)));

export function wantsPages(filter: readonly string[]): boolean {
  return wantedLooks(filter).length > 0;
}

/** What pages cost a browser that has nothing of them yet, and when it shows them. */
export async function benchPages(context: BenchContext): Promise<ResultRow[]> {
  const executablePath = programPath('chromium');
  if (executablePath === null) {
    context.progress('chromium is not installed: left out is what pages cost a browser');
    return [];
  }
  return withSite({ ...context, fill: fillToday }, async ({ site }) => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      return await measure(context, browser, `http://127.0.0.1:${site}`);
    } finally {
      await browser.close();
    }
  });
}

async function fillToday(database: Parameters<typeof listToday>[0]): Promise<void> {
  const listDate = await listToday(database);
  const order = { kind: 'daily', period: listDate, listDate, now: new Date() } as const;
  const digest = await assembleDigest(database, { ...order, strategy: 'trending' });
  await releaseDigest(database, digest.id, order.now);
}

async function measure(
  { options, signal, progress }: BenchContext,
  browser: Browser,
  base: string,
): Promise<ResultRow[]> {
  const paths = pathsOn(dateIn('UTC', new Date()));
  for (const page of pages) await measureLoad(browser, base + paths[page], { width: 360, scripts: true });
  const runs = new Map<Condition, Measurement[]>(wantedLooks(options.filter).map((look) => [look, []]));
  for (let run = 1; run <= options.runs; run += 1) {
    progress(`${benchName}: run ${run}`);
    for (const [look, measured] of runs) {
      signal.throwIfAborted();
      measured.push(await measureLoad(browser, base + paths[look.page], look));
    }
  }
  return [...runs].map(([look, measured]) => ({
    ...{ bench: benchName, variant: variantName(look), ...medianOf(measured) },
    ...{ ratioToNaive: null, ratioToSmtpSource: null },
  }));
}

function pathsOn(date: CalendarDate): Readonly<Record<PageName, string>> {
  const [first] = inventPapers(0);
  const [word = ''] = first?.paper.title.match(/[a-z]{6,}/) ?? [];
  return {
    home: '/',
    paper: `/papers/${first?.paper.id}`,
    search: `/search?q=${word}`,
    digest: `/digests/${date}`,
  };
}
