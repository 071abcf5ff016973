import { readSearch } from '../../src/model/search-query.js';
import { type Database, inTransaction } from '../../src/store/database.js';
import { settleForSearch } from '../../src/store/papers/search.js';
import { searchStatement } from '../../src/store/papers/search-statement.js';
import { similarPapers } from '../../src/store/papers/similar-papers.js';
import { findPapers } from '../../src/web/search/find-papers.js';
import type { BenchContext } from '../bench-context.js';
import { createRandom } from '../digest/random.js';
import { isWanted } from '../filter.js';
import type { ResultRow } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { fillLibrary, type Library } from './invented-library.js';

const benchName = 'search';
const PAPERS = 100_000;
const SEARCHES = 400;
const WARM_UP = 60;
const SIMILAR = 60;
/** So many words are in about half of all papers each. */
const VERY_COMMON = 12;
const PAGE = { limit: 20, offset: 0 };
const variantName = `${PAPERS}-papers postgres`;

export function wantsSearch(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variantName);
}

/** Finding papers among years of them, and those that are like one. */
export async function benchSearch({ folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  return withOwnDatabase(folder, async (database) => {
    progress(`${benchName}: storing ${PAPERS} papers`);
    const { library, readingSeconds } = await fillLibrary(database, PAPERS);
    const stored = { readingSeconds, ...(await sizesOf(database)) };
    progress(await planOf(database, library.words[0] ?? ''));
    const row = await measure(database, library, signal);
    return [{ ...row, extra: { ...row.extra, ...stored } }];
  });
}

async function measure(database: Database, library: Library, signal: AbortSignal): Promise<ResultRow> {
  const searches = drawSearches(library, SEARCHES + WARM_UP);
  const times: number[] = [];
  const byKind = new Map<string, number[]>();
  let found = 0;
  for (const [index, { kind, search }] of searches.entries()) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    const { total } = await findPapers(database, search, PAGE);
    if (index < WARM_UP) continue;
    const took = performance.now() - startedAt;
    times.push(took);
    byKind.set(kind, [...(byKind.get(kind) ?? []), took]);
    found += total > 0 ? 1 : 0;
  }
  const similar = await timeSimilar(database, signal);
  return {
    ...{ bench: benchName, variant: variantName, messagesPerSecond: null, cpuSecondsPer1000: null },
    ...{ peakMemoryMB: null, ratioToNaive: null, ratioToSmtpSource: null },
    extra: {
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      worst: Math.max(...times),
      ...Object.fromEntries([...byKind].map(([kind, took]) => [`${kind}P95`, percentile(took, 0.95)])),
      searches: times.length,
      withResults: found,
      similarP50: percentile(similar, 0.5),
      similarP95: percentile(similar, 0.95),
    },
  };
}

/** What searching and reading take on disk, in MB. */
async function sizesOf(database: Database): Promise<Record<string, number>> {
  const { rows } = await database.query<{ name: string; mb: number }>(
    `SELECT name, (pg_total_relation_size(to_regclass(name)) / 1e6)::float8 AS mb
       FROM unnest(ARRAY['papers', 'paper_search', 'paper_readings', 'search_words']) name
      WHERE to_regclass(name) IS NOT NULL
      UNION ALL
     SELECT 'search_indexes', (pg_indexes_size('paper_search') / 1e6)::float8`,
  );
  return Object.fromEntries(rows.map(({ name, mb }) => [`${name}MB`, mb]));
}

async function timeSimilar(database: Database, signal: AbortSignal): Promise<number[]> {
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM papers ORDER BY hashtext(id) LIMIT $1',
    [SIMILAR],
  );
  const times: number[] = [];
  for (const { id } of rows) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    await similarPapers(database, id, 5);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Searches of every kind in turn. A word is drawn by its rank, the frequent ones more often. */
function drawSearches({ words, families }: Library, count: number): { kind: string; search: string }[] {
  const random = createRandom(7);
  const word = (): string => words[Math.floor(words.length ** random())] ?? '';
  const veryCommon = (): string => words[Math.floor(random() * VERY_COMMON)] ?? '';
  const family = (): string => families[Math.floor(random() * families.length)] ?? '';
  const mistyped = (): string => word().replace(/^(...)(.)/, '$1q');
  const kinds: readonly (readonly [string, () => string])[] = [
    ['word', word],
    ['twoWords', () => `${word()} ${word()}`],
    ['threeWords', () => `${word()} ${word()} ${word()}`],
    ['beginning', () => word().slice(0, 4)],
    ['wordAndBeginning', () => `${word()} ${word().slice(0, 3)}`],
    ['phrase', () => `"${word()} ${word()}"`],
    ['commonPhrase', () => `"${veryCommon()} ${veryCommon()}"`],
    ['excluded', () => `${word()} -${word()}`],
    ['author', () => `author:${family()}`],
    ['wordAndAuthor', () => `${word()} author:${family()}`],
    ['after', () => `${word()} after:2025`],
    ['mistyped', mistyped],
  ];
  return Array.from({ length: count }, (_, index) => {
    const [kind, draw] = kinds[index % kinds.length] ?? ['word', word];
    return { kind, search: draw() };
  });
}

async function planOf(database: Database, word: string): Promise<string> {
  const { text, values } = searchStatement(readSearch(word), PAGE);
  return inTransaction(database, async (client) => {
    await settleForSearch(client);
    await client.query(text, values);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF) ${text}`,
      values,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
