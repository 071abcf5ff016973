import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEndOfThisProcess } from '../../support/at-end-of-this-process.js';
import type { JournalEntry } from '../../support/faults/journal.js';
import { type KillablePostgres, startKillablePostgres } from '../../support/faults/killable-postgres.js';
import { type KillableRedis, startKillableRedis } from '../../support/faults/killable-redis.js';
import { type KillableSmtp, startKillableSmtp } from '../../support/faults/killable-smtp.js';
import { atRandomMoments } from '../../support/faults/moments.js';
import { type Seeded, seeded } from '../../support/faults/random.js';
import { openSendBed, type SendBed } from '../../support/faults/send-bed.js';
import type { Verdict } from '../../support/faults/verdict.js';
import type { RunningService } from '../../support/service.js';

const WEBS = 2;
const WORKERS = 3;
const CONNECTIONS = 4;
const SLICE_SIZE = 250;
/** Leases, sweeps, and the pauses of a relay that was away. */
const STANDS_STILL_MS = 420_000;

/** What differs from one harm to another when the nodes are started. */
export interface NodesPlan {
  /** Of the server, in place of those that Broadsheet ships. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  /** Of one worker, by its place. */
  readonly workerEnvironment?: (place: number) => Readonly<Record<string, string>>;
  /** Of all nodes, given what was started. */
  readonly environment?: (servers: StartedServers) => Promise<Readonly<Record<string, string>>>;
  /** Before the nodes start. */
  readonly prepare?: (bed: SendBed) => Promise<void>;
  /** The share of recipients that the relay refuses for now. */
  readonly refusedShare?: number;
  /** Called with a folder that does not exist yet, to be made on a disk of its own. */
  readonly makeFolder?: (folder: string) => Promise<() => Promise<void>>;
}

/** What nodes are started over. */
export interface StartedServers extends Pick<Nodes, 'postgres' | 'redis' | 'folder'> {
  /** Closes what was started beside them, after the nodes. */
  onClose(close: () => unknown): void;
}

/** Two web processes and three workers over PostgreSQL and Redis, in the middle of a send. */
export interface Nodes {
  /** Removed at the end. */
  readonly folder: string;
  readonly postgres: KillablePostgres;
  readonly redis: KillableRedis;
  readonly smtp: KillableSmtp;
  readonly bed: SendBed;
  readonly webs: readonly RunningService[];
  readonly readers: number;
  readonly random: Seeded;
  /** At random moments of the send, spread over it. */
  atMoments(times: number, act: (time: number) => Promise<void>): Promise<void>;
  /** Stands beside the figures. */
  note(text: string): void;
}

/** Something that happens to nodes while they send. */
export interface Harm {
  /** As it is asked for and printed. */
  readonly name: string;
  readonly plan?: NodesPlan;
  /** Why it cannot be done here; absent or null where it can. */
  readonly missing?: () => Promise<string | null>;
  run(nodes: Nodes): Promise<void>;
}

export interface HarmResult {
  readonly harm: string;
  readonly readers: number;
  readonly lost: number;
  readonly twice: number;
  readonly uncertain: number;
  readonly states: Readonly<Record<string, number>>;
  /** The longest time without a message from the beginning of the harm until all was sent. */
  readonly longestSilenceS: number;
  readonly wholeS: number;
  readonly notes: readonly string[];
}

/** Starts the nodes, has a digest sent, does harm, waits until all is settled, and counts. */
export async function suffer(harm: Harm, readers: number): Promise<HarmResult> {
  const random = seeded();
  const closers: (() => unknown)[] = [];
  const notes: string[] = [`seed ${random.seed}`];
  try {
    const nodes = await startNodes(harm.plan ?? {}, { readers, random, notes, closers });
    const startedAt = Date.now();
    await nodes.bed.release();
    await harm.run(nodes);
    await nodes.bed.settled();
    const wholeS = (Date.now() - startedAt) / 1_000;
    const entries = nodes.smtp.entries();
    const verdict = await nodes.bed.verdict(entries);
    return {
      ...counts(verdict),
      harm: harm.name,
      readers,
      longestSilenceS: longestSilence(entries),
      wholeS,
      notes,
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

interface Making {
  readonly readers: number;
  readonly random: Seeded;
  readonly notes: string[];
  readonly closers: (() => unknown)[];
}

async function startNodes(plan: NodesPlan, { readers, random, notes, closers }: Making): Promise<Nodes> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-nodes-'));
  await chmod(folder, 0o711);
  closers.push(atEndOfThisProcess('rm -rf "$1"', folder), () => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  if (plan.makeFolder !== undefined) closers.push(await plan.makeFolder(data));
  await mkdir(data, { recursive: true, mode: 0o711 });
  const postgres = await startKillablePostgres(data, plan.postgresSettings);
  closers.push(() => postgres.stop());
  const redis = await startKillableRedis(join(folder, 'redis'));
  closers.push(() => redis.kill());
  const smtp = await startKillableSmtp({
    ...{ journal: join(folder, 'journal'), delayMs: 10, refusedShare: plan.refusedShare ?? 0 },
  });
  closers.push(() => smtp.kill());
  const extra =
    (await plan.environment?.({ postgres, redis, folder, onClose: (close) => void closers.push(close) })) ??
    {};
  const bed = await openSendBed({
    ...{ databaseUrl: postgres.url, redisUrl: redis.url, smtpUrl: smtp.url, readers, workers: 0 },
    ...{ connections: CONNECTIONS, sliceSize: SLICE_SIZE, standsStillMs: STANDS_STILL_MS },
    flightDir: join(folder, 'flights'),
  });
  closers.push(() => bed.stop());
  await plan.prepare?.(bed);
  for (let place = 0; place < WORKERS; place += 1)
    bed.workers.push(await bed.startWorker({ ...extra, ...plan.workerEnvironment?.(place) }));
  const webs: RunningService[] = [];
  closers.push(() => Promise.all(webs.map((web) => web.kill())));
  for (let place = 0; place < WEBS; place += 1) webs.push(await bed.startWorker({ ...extra, ROLE: 'web' }));
  return {
    ...{ folder, postgres, redis, smtp, bed, webs, readers, random },
    atMoments: (times, act) => atRandomMoments({ smtp, random, readers, times }, act),
    note: (text) => void notes.push(text),
  };
}

function counts({
  lost,
  twice,
  uncertain,
  states,
}: Verdict): Pick<HarmResult, 'lost' | 'twice' | 'uncertain' | 'states'> {
  return { lost: lost.length, twice: twice.length, uncertain: uncertain.length, states };
}

function longestSilence(entries: readonly JournalEntry[]): number {
  let longest = 0;
  let last: number | null = null;
  for (const entry of entries) {
    if (entry.what !== 'taken' || entry.at === undefined) continue;
    if (last !== null) longest = Math.max(longest, entry.at - last);
    last = entry.at;
  }
  return longest / 1_000;
}
