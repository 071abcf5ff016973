import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { addDays } from '../../src/model/calendar-date.js';
import { DEFAULT_STRATEGY } from '../../src/ranking/strategies.js';
import type { Database } from '../../src/store/database.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { fillAnswers } from './stored-answers.js';
import { fillPapers } from './stored-papers.js';

const benchName = 'assemble';
const PAPERS = 100_000;
const TIMES = 25;
/** The first ones find nothing in memory. */
const WARM_UP = 3;

const dailyName = `${PAPERS}-papers postgres`;
const weeklyName = `${PAPERS}-papers weekly postgres`;
const names = [dailyName, weeklyName];

export function wantsAssemble(filter: readonly string[]): boolean {
  return names.some((name) => isWanted(filter, benchName, name));
}

type Order = Parameters<typeof assembleDigest>[1];

/** Freezing a digest, ranking included, where years of papers are stored, and readers' answers of the week before. */
export async function benchAssemble(context: BenchContext): Promise<ResultRow[]> {
  const { folder, progress, options } = context;
  return withOwnDatabase(folder, async (database) => {
    progress(`${benchName}: storing ${PAPERS} papers`);
    const { listDate, now, observations } = await fillPapers(database, PAPERS);
    const sunday = addDays(listDate, -1);
    const answers = await fillAnswers(database, sunday);
    const daily = { kind: 'daily', period: listDate, listDate, now, strategy: DEFAULT_STRATEGY } as const;
    const week = { period: addDays(sunday, -6), listDate: sunday, most: 20 };
    const weekly = { ...week, kind: 'weekly', now, strategy: 'final' } as const;
    const wanted: readonly (readonly [string, Order])[] = [
      [dailyName, daily],
      [weeklyName, weekly],
    ];
    const rows: ResultRow[] = [];
    for (const [variant, order] of wanted) {
      if (!isWanted(options.filter, benchName, variant)) continue;
      const { times, digest } = await measure(database, order, context.signal);
      rows.push({
        ...{ bench: benchName, variant, messagesPerSecond: null, cpuSecondsPer1000: null },
        ...{ peakMemoryMB: null, ratioToNaive: null, ratioToSmtpSource: null },
        extra: {
          ...{ milliseconds: median(times), worstMilliseconds: Math.max(...times) },
          ...{ papers: digest.papers.length, bloomers: digest.bloomers.length, observations, answers },
        },
      });
    }
    return rows;
  });
}

async function measure(database: Database, order: Order, signal: AbortSignal) {
  const times: number[] = [];
  for (let run = -WARM_UP; ; run += 1) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const digest = await assembleDigest(database, order);
    if (run >= 0) times.push(performance.now() - startedAt);
    await database.query('DELETE FROM digest_papers WHERE digest_id = $1', [digest.id]);
    await database.query('DELETE FROM digest_bloomers WHERE digest_id = $1', [digest.id]);
    await database.query('DELETE FROM digests WHERE id = $1', [digest.id]);
    if (digest.papers.length === 0) throw new Error('The digest that was measured holds too little');
    if (run === TIMES - 1) return { times, digest };
  }
}
