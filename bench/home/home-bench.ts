import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { dateIn } from '../../src/model/calendar-date.js';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { savePapers } from '../../src/store/papers.js';
import type { BenchContext } from '../bench-context.js';
import { inventPapers } from '../digest/invented-papers.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow, ratio } from '../measurement.js';
import { startScript } from '../processes/start-script.js';
import { unlessAborted } from '../processes/unless-aborted.js';
import type { HomeAnswer } from './home-process.js';

const benchName = 'home';
const RATE = 500;
const SECONDS = 10;
const CONNECTIONS = 20;
const variants = { site: `site ${RATE}-requests/s`, hello: `hello ${RATE}-requests/s` } as const;

export function wantsHome(filter: readonly string[]): boolean {
  return Object.values(variants).some((variant) => isWanted(filter, benchName, variant));
}

/** The front page of a warm service under steady load, beside the least that its framework can do. */
export async function benchHome({ options, folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { recursive: true });
  // PostgreSQL may run as another user.
  for (const path of [folder, dataDir]) await chmod(path, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  try {
    await migrate(server.url, pino({ level: 'silent' }));
    await listToday(server.url);
    progress(`${benchName}: ${options.runs} runs of ${SECONDS} s each`);
    const ports = startServers(server.url);
    try {
      return await measure(await unlessAborted(ports.listening, signal), options.runs, signal);
    } finally {
      await ports.stop();
    }
  } finally {
    await server.stop();
  }
}

async function listToday(url: string): Promise<void> {
  const database = openDatabase({ url, onError: () => undefined });
  const now = new Date();
  const listDate = dateIn('UTC', now);
  const listed = [0, 1].flatMap((series) =>
    inventPapers(series).map(({ paper, observation }) => ({
      paper,
      listing: { source: 'huggingface', paperId: paper.id, listDate, submittedBy: 'example', seenAt: now },
      observation: { ...observation, source: 'huggingface', paperId: paper.id, observedAt: now },
      withdrawn: null,
    })),
  );
  await savePapers(database, listed);
  await database.end();
}

function startServers(databaseUrl: string) {
  let take: (answer: HomeAnswer) => void = () => undefined;
  const answered = new Promise<HomeAnswer>((resolve) => {
    take = resolve;
  });
  const file = new URL('./home-process.ts', import.meta.url);
  const script = startScript<never, HomeAnswer>(file, [databaseUrl], take);
  return { listening: Promise.race([answered, script.failed]), stop: () => script.stop() };
}

async function measure(ports: HomeAnswer, runs: number, signal: AbortSignal): Promise<ResultRow[]> {
  const names = ['site', 'hello'] as const;
  const found = { site: [] as autocannon.Result[], hello: [] as autocannon.Result[] };
  for (const name of names) await load(ports[name], 2);
  for (let run = 0; run < runs; run += 1) {
    for (const name of names) {
      signal.throwIfAborted();
      found[name].push(await load(ports[name], SECONDS));
    }
  }
  const p99 = (name: 'site' | 'hello') => median(found[name].map(({ latency }) => latency.p99));
  return names.map((name): ResultRow => {
    const results = found[name];
    return {
      ...{ bench: benchName, variant: variants[name], messagesPerSecond: null, cpuSecondsPer1000: null },
      ...{ peakMemoryMB: null, ratioToNaive: null, ratioToSmtpSource: null },
      extra: {
        p50: median(results.map(({ latency }) => latency.p50)),
        p99: p99(name),
        worst: Math.max(...results.map(({ latency }) => latency.max)),
        requestsPerSecond: median(results.map(({ requests }) => requests.average)),
        p99ToHello: ratio(p99(name), p99('hello')),
      },
    };
  });
}

async function load(port: number, duration: number): Promise<autocannon.Result> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/`,
    connections: CONNECTIONS,
    overallRate: RATE,
    duration,
    headers: { 'accept-encoding': 'gzip, br' },
  });
  if (result.non2xx + result.errors > 0) throw new Error('Some requests were not answered with a page');
  return result;
}
