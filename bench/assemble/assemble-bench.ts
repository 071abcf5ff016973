import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { DEFAULT_STRATEGY } from '../../src/ranking/strategies.js';
import type { Database } from '../../src/store/database.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { median, type ResultRow } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { fillPapers, type StoredPapers } from './stored-papers.js';

const benchName = 'assemble';
const PAPERS = 100_000;
const TIMES = 25;
/** The first ones find nothing in memory. */
const WARM_UP = 3;

export function wantsAssemble(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variantName);
}

const variantName = `${PAPERS}-papers postgres`;

/** Freezing the digest of a day, ranking included, where years of papers are stored. */
export async function benchAssemble({ folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  return withOwnDatabase(folder, async (database) => {
    progress(`${benchName}: storing ${PAPERS} papers`);
    const stored = await fillPapers(database, PAPERS);
    return [await measure(database, stored, signal)];
  });
}

async function measure(database: Database, stored: StoredPapers, signal: AbortSignal): Promise<ResultRow> {
  const { listDate, now, observations } = stored;
  const order = { kind: 'daily', period: listDate, listDate, now, strategy: DEFAULT_STRATEGY } as const;
  const times: number[] = [];
  let papers = 0;
  let bloomers = 0;
  for (let run = -WARM_UP; run < TIMES; run += 1) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const digest = await assembleDigest(database, order);
    if (run >= 0) times.push(performance.now() - startedAt);
    papers = digest.papers.length;
    bloomers = digest.bloomers.length;
    await database.query('DELETE FROM digest_papers WHERE digest_id = $1', [digest.id]);
    await database.query('DELETE FROM digest_bloomers WHERE digest_id = $1', [digest.id]);
    await database.query('DELETE FROM digests WHERE id = $1', [digest.id]);
  }
  if (papers === 0 || bloomers === 0) throw new Error('The digest that was measured holds too little');
  return {
    ...{ bench: benchName, variant: variantName, messagesPerSecond: null, cpuSecondsPer1000: null },
    ...{ peakMemoryMB: null, ratioToNaive: null, ratioToSmtpSource: null },
    extra: {
      milliseconds: median(times),
      worstMilliseconds: Math.max(...times),
      papers,
      bloomers,
      observations,
    },
  };
}
