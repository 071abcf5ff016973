import { countDays } from '../../src/jobs/count-days.js';
import type { Database } from '../../src/store/database.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { type AdminSite, openAdminSite } from './admin-site.js';
import { inventNumbers, inventYears } from './invented-years.js';
import { makeExamples } from './made-examples.js';
import { type Page, pagesOf } from './pages-of.js';

const benchName = 'admin';
const READERS = 1_000_000;
const RUNS = 20;

/** Pages with more than they show where nobody asks for it. */
const QUERIES = [
  ...['/admin/growth?days=30', '/admin/growth?days=365'],
  ...['/admin/deliverability?days=365', '/admin/engagement?days=365'],
];

/** The same as data; a year by as many domains as a day may name is the most that anybody asks for. */
const API = [
  'growth',
  'deliverability',
  'engagement',
  'numbers?measure=readers',
  'numbers?measure=mail.sent',
].map((path) => `/api/v1/admin/${path}${path.includes('?') ? '' : '?days=365'}`);

export function wantsAdmin(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, `${READERS}-readers postgres`);
}

/** Every page of the admin where there are a million readers and a year of numbers: the slowest of twenty answers. */
export async function benchAdmin({ options, folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  const readers = options.readers ?? READERS;
  return withOwnDatabase(folder, async (database, url) => {
    progress(`${benchName}: inventing ${readers} readers and a year of digests`);
    await inventYears(database, readers);
    const counting = await timeCounting(database);
    await inventNumbers(database, readers);
    const site = await openAdminSite(database, url);
    try {
      const rows: ResultRow[] = [rowOfFigures(benchName, `${readers}-readers counting`, counting)];
      const data = API.map((url) => ({ route: url, url }));
      for (const page of [
        ...pagesOf(site.routes, await makeExamples(database, site.keyring), QUERIES),
        ...data,
      ]) {
        signal.throwIfAborted();
        rows.push(
          rowOfFigures(benchName, `${readers}-readers GET ${page.route}`, await timePage(site, page)),
        );
      }
      await waitToLook(site, progress);
      return rows;
    } finally {
      await site.close();
    }
  });
}

async function timeCounting(database: Database): Promise<Record<string, Extra>> {
  const count = () => countDays({ database, clock: () => new Date(), config: { digestTimezone: 'UTC' } });
  const [first, second] = [await timesOf(count, 1), await timesOf(count, 3)];
  return { 'first count ms': first.at(-1) ?? null, 'hourly count ms': second.at(-1) ?? null };
}

async function timePage(site: AdminSite, { url }: Page): Promise<Record<string, Extra>> {
  if (url === null) return { note: 'no address is known for it' };
  const { status, body } = await site.get(url);
  if (status !== 200) return { status };
  const times = await timesOf(() => site.get(url), RUNS);
  return {
    'worst ms': times.at(-1) ?? null,
    'median ms': times[times.length >> 1] ?? null,
    KB: body.length / 1_000,
  };
}

async function timesOf(work: () => Promise<unknown>, runs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other);
}

/** Where somebody wants to look at the pages, they may for a while. */
async function waitToLook(site: AdminSite, progress: (text: string) => void): Promise<void> {
  const seconds = Number(process.env['BENCH_LOOK_SECONDS'] ?? 0);
  if (!(seconds > 0)) return;
  progress(`${await site.listen()} for ${seconds} s, cookie: ${site.cookie}`);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
