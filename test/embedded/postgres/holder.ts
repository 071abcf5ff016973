import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { isServerOf } from '../../../src/embedded/postgres/postmaster-file.js';
import { copyPreparedData } from '../../support/copy-prepared-data.js';
import { nodeProgram } from '../../support/node-program.js';
import { waitFor } from '../../support/wait-for.js';

/** The program that is started. */
export const holdDatabase = inject('programs')['hold-database'];

interface Answer {
  readonly url?: string;
  readonly owned?: boolean;
  readonly code?: string;
  readonly message?: string;
}

export interface Holder {
  readonly pid: number;
  /** The first line it says. */
  answer(): Promise<Answer>;
  /** The answer, which has to be a URL. */
  url(): Promise<string>;
  /** Everything it said. */
  output(): string;
  signal(name: NodeJS.Signals, wholeGroup?: boolean): void;
  ended(): Promise<void>;
}

export interface HolderOptions {
  /** A program in front of node, with its arguments. */
  readonly prefix?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const holders = new Set<ChildProcess>();

/** Starts a process of its own that holds the embedded database in `dataDir`. */
export function startHolder(dataDir: string, options: HolderOptions = {}): Holder {
  const [file = '', ...args] = [...(options.prefix ?? []), ...nodeProgram, holdDatabase, dataDir];
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  holders.add(child);
  let output = '';
  let faults = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    faults += text;
  });
  let over = false;
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      over = true;
      holders.delete(child);
      resolve();
    });
  });
  const answer = async (): Promise<Answer> => {
    await waitFor('a word of the holder', () => output.includes('\n') || over, 60_000);
    if (!output.includes('\n')) throw new Error(`it ended without a word: ${faults}`);
    return JSON.parse(output.slice(0, output.indexOf('\n'))) as Answer;
  };
  const pid = child.pid ?? 0;
  return {
    pid,
    answer,
    url: async () => {
      const { url, message } = await answer();
      if (url === undefined) throw new Error(message);
      return url;
    },
    output: () => output,
    signal: (name, wholeGroup = false) => {
      process.kill(wholeGroup ? -pid : pid, name);
    },
    ended: () => closed,
  };
}

/** Stops a holder in peace, and with it the server where it is the last. */
export async function stopHolder(holder: Holder): Promise<void> {
  holder.signal('SIGTERM');
  await holder.ended();
}

export async function killHolder(holder: Holder): Promise<void> {
  holder.signal('SIGKILL');
  await holder.ended();
}

export interface DataDir {
  readonly path: string;
  remove(): Promise<void>;
}

/** As {@link makeDataDir}, with a database that was made and stopped: for what making one has no part in. */
export async function makePreparedDataDir(): Promise<DataDir> {
  const data = await makeDataDir();
  await copyPreparedData(data.path);
  return data;
}

/** A folder that everybody may enter, with whatever runs in it ended before it is removed. */
export async function makeDataDir(): Promise<DataDir> {
  const path = await mkdtemp(join(tmpdir(), 'broadsheet-embedded-'));
  await chmod(path, 0o755);
  return {
    path,
    remove: async () => {
      const holding = [...holders].filter((child) => child.spawnargs.includes(path));
      for (const child of holding) child.kill('SIGKILL');
      const server = await serverPid(path);
      // The number may be one of another process id namespace, and belong to somebody else in this one.
      const runs = async () => server !== null && (await isServerOf(server, clusterOf(path)));
      if (server !== null && (await runs())) process.kill(server, 'SIGQUIT');
      await waitFor('the server to end', async () => !(await runs()));
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function clusterOf(dataDir: string): string {
  return join(dataDir, 'postgres', 'database', 'cluster');
}

/** The process id in postmaster.pid; null where there is none. */
export async function serverPid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isNaN(pid) ? null : pid;
}

/** Whether a process runs; one that only waits for its parent to take note does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat !== null) return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux';
  } catch {
    return false;
  }
}

/** Runs one statement on a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Another program on a port of loopback: what it says to everybody, or null for one that says nothing. */
export async function listen(
  greeting: string | null,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (greeting !== null) socket.end(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
