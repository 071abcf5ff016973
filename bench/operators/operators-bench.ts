import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countDays } from '../../src/jobs/count-days.js';
import { addDays, dateIn } from '../../src/model/calendar-date.js';
import { openMetrics } from '../../src/monitor/metrics.js';
import { openStateReader } from '../../src/monitor/read-state.js';
import type { Database } from '../../src/store/database.js';
import { readDailyNumbers, readOverview } from '../../src/store/numbers/read-numbers.js';
import { listSubscribers } from '../../src/subscribers/operators.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';
import { cpuSecondsOfTree } from '../processes/process-usage.js';
import { addInventedReaders, addYearOfNumbers } from './invented-readers.js';

const benchName = 'operators';
const READERS = 1_000_000;
const RUNS = 20;
/** So many rows are written with and without what the search keeps. */
const WRITTEN = 20_000;

/** Parts of addresses, from those of one reader to those of half of them. */
const PARTS = {
  one: '-123456@',
  rare: 'abc1',
  host: 'mit.edu',
  common: 'gmail',
  three: 'a1b',
  two: 'ab',
  nobody: 'no-such-part',
};

export function wantsOperators(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, `${READERS}-readers postgres`);
}

/** What operators wait for where there are a million readers, and what it costs when readers come and change. */
export async function benchOperators({ options, folder, progress }: BenchContext): Promise<ResultRow[]> {
  const readers = options.readers ?? READERS;
  return withOwnDatabase(folder, async (database) => {
    progress(`${benchName}: ${readers} readers`);
    await addInventedReaders(database, readers);
    const extra: Record<string, Extra> = {
      ...(await timeSearches(database)),
      ...(await timeCounting(database)),
      ...(await timeReading(database)),
      ...(await timeScrapes(database, join(folder, 'data'))),
      ...(await timeWriting(database)),
    };
    return [rowOfFigures(benchName, `${readers}-readers postgres`, extra)];
  });
}

async function timeSearches(database: Database): Promise<Record<string, Extra>> {
  const all: Record<string, Extra> = {};
  for (const [name, query] of Object.entries(PARTS)) {
    let after = 0;
    // Page after page where there are some, else from the beginning.
    all[`search ${name} ms`] = await milliseconds(async () => {
      after = (await listSubscribers(database, { query, after, limit: 100 })).next ?? 0;
    });
  }
  return all;
}

async function timeCounting(database: Database): Promise<Record<string, Extra>> {
  const count = () =>
    countDays({ database, clock: () => new Date(), config: { digestTimezone: 'Europe/Berlin' } });
  const first = await milliseconds(count, 1);
  return { 'first count ms': first, 'hourly count ms': await milliseconds(count, 5) };
}

async function timeReading(database: Database): Promise<Record<string, Extra>> {
  await addYearOfNumbers(database);
  const until = dateIn('UTC', new Date());
  const from = addDays(until, -364);
  const read = (measure: 'mail.sent' | 'readers', labels: number) => () =>
    readDailyNumbers(database, { measure, from, until, labels });
  return {
    'year of readers ms': await milliseconds(read('readers', 50)),
    'year of mail by 51 domains ms': await milliseconds(read('mail.sent', 50)),
    'year of mail by 8 domains ms': await milliseconds(read('mail.sent', 8)),
    'overview of 30 days ms': await milliseconds(() => readOverview(database, addDays(until, -29), until)),
    'overview of a year ms': await milliseconds(() => readOverview(database, from, until)),
  };
}

/** Rows of a digest that is half sent; the busiest moment to be scraped in. */
const DELIVERIES = 200_000;
const SCRAPES = 10;
/** As many as a process has, each with answers of two kinds. */
const ROUTES = 120;

/** CPU of one scrape, of this process and of PostgreSQL, while a digest is half sent; the readers are counted each time. */
async function timeScrapes(database: Database, dataDir: string): Promise<Record<string, Extra>> {
  await database.query(
    `WITH digest AS (INSERT INTO digests (kind, period, list_date, strategy, frozen_at, released_at, fanned_out_at)
                     VALUES ('daily', '2026-03-24', '2026-03-24', 'upvotes', now(), now(), now()) RETURNING id),
          slice AS (INSERT INTO slices (digest_id) SELECT id FROM digest RETURNING id, digest_id)
     INSERT INTO deliveries (digest_id, subscriber_id, slice_id, state, attempts, settled_at)
     SELECT digest_id, s.id, slice.id, CASE WHEN s.id % 2 = 0 THEN 'sent' ELSE 'pending' END, 1, now()
       FROM slice, (SELECT id FROM subscribers ORDER BY id LIMIT ${DELIVERIES}) s`,
  );
  await database.query('VACUUM ANALYZE deliveries');
  const server = Number(
    (await readFile(join(dataDir, 'postgres', 'database', 'cluster', 'postmaster.pid'), 'utf8')).split(
      '\n',
    )[0],
  );
  const scrape = async () => {
    const read = openStateReader({
      database,
      sources: ['huggingface'],
      pollMinutes: 20,
      clock: () => new Date(),
      countJobs: async () => ({ deliver: { waiting: 3 } }),
    });
    const metrics = openMetrics({ version: '1', role: 'all', read });
    for (let route = 0; route < ROUTES; route += 1)
      for (const status of [200, 404])
        metrics.onAnswered({ route: `/route-${route}/:id`, status, seconds: 0.02 });
    return metrics.text();
  };
  const { text } = await scrape();
  const before = [process.cpuUsage(), cpuSecondsOfTree(server) ?? 0] as const;
  for (let run = 0; run < SCRAPES; run += 1) await scrape();
  const { user, system } = process.cpuUsage(before[0]);
  const inserted = performance.now();
  const { onSent } = openMetrics({
    version: '1',
    role: 'worker',
    read: () => Promise.reject(new Error('none')),
  });
  for (let message = 0; message < 100_000; message += 1) onSent('main', 0.02);
  return {
    'scrape CPU ms, process': (user + system) / 1_000 / SCRAPES,
    'scrape CPU ms, postgres': (((cpuSecondsOfTree(server) ?? 0) - before[1]) * 1_000) / SCRAPES,
    'scrape KB': text.length / 1_000,
    'observation µs': (performance.now() - inserted) / 100,
  };
}

/** Sign-ups and changes with the table of the search and without it, in turn on the same rows. */
async function timeWriting(database: Database): Promise<Record<string, Extra>> {
  const signUp = (from: string) => () =>
    database.query(
      `INSERT INTO subscribers (address, address_key, address_hash, state)
       SELECT a, a, sha256(a::bytea), 'pending'
         FROM (SELECT $1 || substr(md5(n::text), 1, 9) || n || '@inbox.example' AS a FROM generate_series(1, ${WRITTEN}) n) x`,
      [from],
    );
  const leave = (state: string) => () =>
    database.query(
      `UPDATE subscribers SET state = $1, state_changed_at = now()
        WHERE id IN (SELECT id FROM subscribers ORDER BY id LIMIT ${WRITTEN})`,
      [state],
    );
  await leave('active')();
  const before = await heapOnly(database);
  const withSearch = {
    signUp: await milliseconds(signUp('with.'), 1),
    leave: await milliseconds(leave('unsubscribed'), 1),
  };
  const after = await heapOnly(database);
  await database.query('ALTER TABLE subscribers DISABLE TRIGGER USER');
  const without = {
    signUp: await milliseconds(signUp('without.'), 1),
    leave: await milliseconds(leave('active'), 1),
  };
  await database.query('ALTER TABLE subscribers ENABLE TRIGGER USER');
  const perRow = (ms: number) => (ms * 1_000) / WRITTEN;
  const { rows } = await database.query<{ mb: number }>(
    `SELECT (pg_total_relation_size('address_search') / 1e6)::float8 AS mb`,
  );
  return {
    'sign-up µs': perRow(withSearch.signUp),
    'sign-up without search µs': perRow(without.signUp),
    'change of state µs': perRow(withSearch.leave),
    'change of state without search µs': perRow(without.leave),
    'heap-only share of changes': (after.heapOnly - before.heapOnly) / (after.updates - before.updates),
    'search MB': rows[0]?.mb ?? null,
  };
}

async function heapOnly(database: Database): Promise<{ updates: number; heapOnly: number }> {
  await database.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await database.query<{ updates: number; heapOnly: number }>(
    `SELECT n_tup_upd AS updates, n_tup_hot_upd AS "heapOnly" FROM pg_stat_user_tables WHERE relname = 'subscribers'`,
  );
  return rows[0] ?? { updates: 0, heapOnly: 0 };
}

/** The slowest but one of some runs, so that one that the machine held up does not count. */
async function milliseconds(work: () => Promise<unknown>, runs = RUNS): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  times.sort((one, other) => one - other);
  return times.at(-2) ?? times[0] ?? 0;
}
