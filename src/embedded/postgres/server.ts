import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { boundFile, fileSize, readFrom } from '../bounded-file.js';
import { waitUntil } from '../wait-until.js';
import { embeddedDatabaseFault } from './fault.js';
import { findFreePort } from './free-port.js';
import { isServerOf, readPostmasterFile } from './postmaster-file.js';
import { commandLine, type RunAs } from './run-program.js';

/** Everything that a server is started from. */
export interface ServerPlan {
  readonly postgres: string;
  readonly runAs: RunAs;
  /** PGDATA. */
  readonly cluster: string;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The port to use again, for clients that know it; null: any that is free. */
  readonly port: number | null;
}

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

/** Recovery after a crash replays at most `max_wal_size`; slow disks take their time. */
const READY_WITHIN_MS = 120_000;
const FAST_WITHIN_MS = 20_000;
const IMMEDIATE_WITHIN_MS = 10_000;

/** Faults in the log of a start that pass by themselves, and how long to wait before the next try. */
const PASSING_FAULTS: readonly { readonly text: RegExp; readonly tries: number; readonly waitMs: number }[] =
  [
    // Somebody else was given the port between our look and the server's.
    { text: /could not create any TCP\/IP sockets|Address already in use/, tries: 5, waitMs: 100 },
    // Children of a killed server take a moment to notice. A server that was just beginning when its owner was killed
    // looks once a minute whether its pid file is still its own (RecheckDataDirLockFile), and ends where it is not.
    { text: /pre-existing shared memory block/, tries: 300, waitMs: 250 },
  ];

/**
 * Starts the server and waits until it takes connections.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED with the server's own words
 */
export async function startServer(plan: ServerPlan): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await tryToStart(plan, plan.port ?? (await findFreePort()));
    if (typeof started !== 'string') return started;
    const passing = PASSING_FAULTS.find(({ text }) => text.test(started));
    if (passing === undefined || attempt >= passing.tries) {
      const words = started.split('\n').filter((line) => /FATAL|PANIC|error/i.test(line));
      throw embeddedDatabaseFault(
        `PostgreSQL did not start (${words.at(-1) ?? 'it said nothing'}). See ${plan.logFile}`,
      );
    }
    await sleep(passing.waitMs);
  }
}

/** The running server, or what the log says where it ended. */
async function tryToStart(plan: ServerPlan, port: number): Promise<RunningServer | string> {
  await boundFile(plan.logFile);
  const offset = await fileSize(plan.logFile);
  const child = await spawnServer(plan, port);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
  const ready = await waitUntil(READY_WITHIN_MS, async () => {
    if (over) return true;
    const file = await readPostmasterFile(plan.cluster);
    return file !== null && file.pid === child.pid && file.ready;
  });
  if (ready && !over && child.pid !== undefined) {
    // The server outlives the reason to wait for it: only whoever listens on a port keeps the process alive.
    child.unref();
    return { pid: child.pid, port, ended };
  }
  if (child.pid !== undefined) await stopServer(child.pid, plan.cluster);
  return await readFrom(plan.logFile, offset);
}

/** Detached, so that Ctrl-C reaches only Broadsheet, which lets its work drain before it stops the server. */
async function spawnServer(plan: ServerPlan, port: number): Promise<ChildProcess> {
  const settings = Object.entries({ ...plan.settings, port: String(port) });
  const { file, args, options } = commandLine(plan.runAs, plan.postgres, [
    ...['-D', plan.cluster],
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = await open(plan.logFile, 'a', 0o600);
  try {
    return spawn(file, args, { ...options, detached: true, stdio: ['ignore', log.fd, log.fd] });
  } finally {
    await log.close();
  }
}

/**
 * Stops the server with this number if it is the one of this cluster: fast (open transactions are rolled
 * back, everything is written), then immediately (the next start recovers). Resolves when it is gone.
 * @throws BroadsheetError EMBEDDED_DATABASE_FAILED where it does not end
 */
async function stopServer(pid: number, cluster: string): Promise<void> {
  const gone = async () => !(await isServerOf(pid, cluster));
  if (await gone()) return;
  signal(pid, 'SIGINT');
  if (await waitUntil(FAST_WITHIN_MS, gone)) return;
  signal(pid, 'SIGQUIT');
  if (await waitUntil(IMMEDIATE_WITHIN_MS, gone)) return;
  throw embeddedDatabaseFault(`PostgreSQL with process id ${pid} does not stop. End it`);
}

/** Stops the server that runs on this cluster, whoever started it; its number, or null where none runs. */
export async function stopServerOf(cluster: string): Promise<number | null> {
  const file = await readPostmasterFile(cluster);
  if (file === null || !(await isServerOf(file.pid, cluster))) return null;
  await stopServer(file.pid, cluster);
  return file.pid;
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw embeddedDatabaseFault(
      `PostgreSQL with process id ${pid} may not be stopped from here. End it`,
      error,
    );
  }
}
