import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { completeRules } from '../../src/model/rules.js';
import { openDatabase } from '../../src/store/database.js';
import { saveRuleSet } from '../../src/store/editions/rule-sets.js';
import { migrate } from '../../src/store/migrate.js';
import { type FrozenDigests, freezeDigests, quietDigestTime } from './digests.js';
import { copyReaders } from './readers.js';

/** A PostgreSQL as the product ships it, with readers and digests in a database that runs are cloned from. */
export interface Ground {
  readonly readers: number;
  readonly warmUpReaders: number;
  readonly digestTime: string;
  readonly digests: FrozenDigests;
  /** Of the server's main process. */
  readonly serverPid: number;
  /** A database of its own for one run. */
  clone(): Promise<RunDatabase>;
  stop(): Promise<void>;
}

export interface RunDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

const HOUR = 3_600_000;
/** As many as the measured digest holds. */
const MOST_PAPERS = 20;
/** Enough for the sender's code to be compiled and for its connections to be open. */
const MOST_WARM_UP_READERS = 10_000;

export interface GroundPlan {
  readonly readers: number;
  /** How many kinds of readers there are, by their rules. */
  readonly editions: number;
  /** Of the server, beside those it ships with. */
  readonly settings: Readonly<Record<string, string>>;
}

/** @param folder a folder of its own; the server's files are put there */
export async function openGround(
  folder: string,
  { readers, editions, settings }: GroundPlan,
): Promise<Ground> {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { recursive: true });
  // PostgreSQL may run as another user.
  for (const path of [folder, dataDir]) await chmod(path, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }), settings });
  try {
    const warmUpReaders = Math.min(readers, MOST_WARM_UP_READERS);
    const digestTime = quietDigestTime(new Date());
    const digests = await fill(server.url, folder, { readers, warmUpReaders, digestTime, editions });
    const pidFile = join(dataDir, 'postgres', 'database', 'cluster', 'postmaster.pid');
    const serverPid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
    let clones = 0;
    return {
      ...{ readers, warmUpReaders, digestTime, digests, serverPid },
      clone: () => {
        clones += 1;
        return cloneDatabase(server.url, `run_${clones}`);
      },
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function fill(
  url: string,
  folder: string,
  plan: Pick<Ground, 'readers' | 'warmUpReaders' | 'digestTime'> & { readonly editions: number },
): Promise<FrozenDigests> {
  const { readers, warmUpReaders, digestTime, editions } = plan;
  await migrate(url, pino({ level: 'silent' }));
  const database = openDatabase({ url, onError: () => undefined });
  try {
    const now = new Date();
    const before = (hours: number) => new Date(now.getTime() - hours * HOUR);
    const ruleSetIds: number[] = [];
    // One paper less each, so that no two editions are alike.
    for (let left = 0; left < editions && editions > 1; left += 1) {
      const id = await saveRuleSet(database, completeRules({ maxPapers: MOST_PAPERS - left }));
      if (id !== null) ruleSetIds.push(id);
    }
    await copyReaders(database, folder, {
      ruleSetIds,
      count: readers,
      earlyCount: warmUpReaders,
      early: before(48),
      late: before(1),
    });
    const digests = await freezeDigests(database, digestTime, now, before(2));
    await database.query('VACUUM ANALYZE');
    return digests;
  } finally {
    await database.end();
  }
}

async function cloneDatabase(templateUrl: string, name: string): Promise<RunDatabase> {
  const template = new URL(templateUrl);
  await administer(
    template,
    `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY FILE_COPY`,
  );
  // What the copy left to be written is not the run's to pay for.
  await administer(template, 'CHECKPOINT');
  return {
    url: withDatabase(template, name),
    drop: () => administer(template, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function administer(template: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(template, 'postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: URL, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
