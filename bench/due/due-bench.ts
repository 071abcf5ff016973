import { dueWindow } from '../../src/delivery/due/due-window.js';
import { fanOutDue } from '../../src/delivery/due/fan-out-due.js';
import type { Database } from '../../src/store/database.js';
import { fanOutBatch } from '../../src/store/deliveries/due-readers.js';
import { matchRuleSets } from '../../src/store/editions/editions.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { explainedDatabase } from '../scale/explained-database.js';
import { addDueReaders, addMatchedDigest, addRuleSets } from './due-readers.js';

const benchName = 'due';
const READERS = 1_000_000;
const RULE_SETS = 500;
const PAPERS = 100;
const DIGEST_AT = Date.UTC(2026, 2, 24, 4);
const HOUR = 3_600_000;
const HOURS = 24;
const defaults = { time: '04:00', timeZone: 'UTC' } as const;
const gather = () => Promise.reject(new Error('there is one digest, and nothing to gather'));
const dueOptions = { defaults, gather };

export function wantsDue(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, variantName(READERS));
}

const variantName = (readers: number) => `${readers}-readers ${RULE_SETS}-rule-sets postgres`;

/**
 * A day of readers all over the world: matching the digest with all rules, then, hour by hour, finding the
 * readers whose time has come and writing their deliveries.
 */
export async function benchDue({ options, folder, signal, progress }: BenchContext): Promise<ResultRow[]> {
  return withOwnDatabase(folder, async (database) => {
    const readers = options.readers ?? READERS;
    const extra = await measure(database, readers, signal, progress);
    return [rowOfFigures(benchName, variantName(readers), extra)];
  });
}

async function measure(
  database: Database,
  readers: number,
  signal: AbortSignal,
  progress: (text: string) => void,
): Promise<Record<string, Extra>> {
  progress(`${benchName}: ${RULE_SETS} sets of rules, ${readers} readers`);
  const ruleSetIds = await addRuleSets(database, RULE_SETS);
  await addDueReaders(database, readers, ruleSetIds, new Date(DIGEST_AT - 72 * HOUR));
  await database.query('VACUUM ANALYZE');
  const scheduleSeconds = await seconds(() =>
    fanOutDue(database, dueOptions, new Date(DIGEST_AT - 24 * HOUR)),
  );
  progress(`${benchName}: first times in ${scheduleSeconds} s`);
  await database.query('VACUUM ANALYZE subscribers');
  const digestId = await addMatchedDigest(database, PAPERS, new Date(DIGEST_AT));
  const matchSeconds = await seconds(() => matchRuleSets(database, [digestId]));

  progress(`${benchName}: matched in ${matchSeconds} s`);

  let busiest = { seconds: 0, readers: 0 };
  let allSeconds = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    signal.throwIfAborted();
    const now = new Date(DIGEST_AT + hour * HOUR);
    const before = await count(database, 'deliveries');
    const took = await seconds(() => fanOutDue(database, dueOptions, now));
    const written = (await count(database, 'deliveries')) - before;
    allSeconds += took;
    progress(`${benchName}: hour ${hour}: ${written} deliveries in ${took} s`);
    if (written > busiest.readers) busiest = { seconds: took, readers: written };
  }
  const idleSeconds = await seconds(() =>
    fanOutDue(database, dueOptions, new Date(DIGEST_AT + (HOURS - 1) * HOUR)),
  );
  const written = await count(database, 'deliveries');
  return {
    ...{ scheduleSeconds, matchSeconds, papers: PAPERS },
    ...{ busiestHourSeconds: busiest.seconds, busiestHourReaders: busiest.readers },
    ...{ daySeconds: allSeconds, deliveries: written, nothingDueSeconds: idleSeconds },
    bytesPerDelivery: await bytesPerRow(database, 'deliveries'),
    historyBytesPerReaderYear: await historyBytes(database),
    sequentialScans: await scans(database),
  };
}

/** Large tables that the statement of a fan-out would read from end to end, once the tables are full. */
async function scans(database: Database): Promise<string[]> {
  await database.query('ANALYZE subscribers, deliveries');
  const now = new Date(DIGEST_AT + HOURS * HOUR);
  const explained = explainedDatabase(database, { taken: 0, slices: null });
  const released = [{ id: 1, period: '2026-03-24', isMailed: true, readersDueAt: null }];
  await fanOutBatch(explained.database, dueWindow('daily', defaults, released, now), { defaults });
  return explained.takeTables().filter((table) => ['subscribers', 'deliveries'].includes(table));
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt) / 1000;
}

async function count(database: Database, table: 'deliveries'): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
  return rows[0]?.count ?? 0;
}

/** A year of daily digests of every reader, with six gaps in it, as the history keeps it. */
async function historyBytes(database: Database): Promise<number> {
  await database.query(
    `INSERT INTO reading_history (subscriber_id, kind, rule_set_id, periods)
     SELECT id, 'daily', coalesce(rule_set_id, 0),
            (SELECT range_agg(daterange(date '2025-03-24' + 60 * n, date '2025-03-24' + 60 * n + 58))
               FROM generate_series(0, 6) AS n)
       FROM subscribers`,
  );
  return bytesPerRow(database, 'reading_history');
}

async function bytesPerRow(database: Database, table: 'deliveries' | 'reading_history'): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    `SELECT (pg_total_relation_size('${table}') / greatest(count(*), 1))::int AS bytes FROM ${table}`,
  );
  return rows[0]?.bytes ?? 0;
}
