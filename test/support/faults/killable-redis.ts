import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { atEndOfThisProcess } from '../at-end-of-this-process.js';
import { freePort } from '../free-port.js';
import { redisAnswers } from '../redis.js';
import { waitFor } from '../wait-for.js';

/** A redis-server that writes everything down. */
export interface KillableRedis {
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same port, with what it had written down or with nothing. */
  restart(options: { readonly keepData: boolean }): Promise<void>;
}

/** @param folder of its own */
export async function startKillableRedis(folder: string): Promise<KillableRedis> {
  const port = await freePort();
  let child = await start(port, folder);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(child),
    restart: async ({ keepData }) => {
      if (!keepData) await rm(folder, { recursive: true });
      child = await start(port, folder);
    },
  };
}

async function start(port: number, folder: string): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const settings = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const child = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...settings],
    { stdio: 'ignore' },
  );
  child.once('exit', atEndOfThisProcess('kill -KILL "$1"', String(child.pid)));
  await waitFor('Redis to answer', () => redisAnswers(port, child));
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
