import autocannon from 'autocannon';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow, ratio } from '../measurement.js';
import type { HomeAnswer } from './home-process.js';
import { listToday } from './listed-today.js';
import { withSite } from './site.js';

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
  return withSite({ folder, signal, fill: listToday }, async (ports) => {
    progress(`${benchName}: ${options.runs} runs of ${SECONDS} s each`);
    return measure(ports, options.runs, signal);
  });
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
