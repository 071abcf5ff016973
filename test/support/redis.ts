import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findFreePort } from '../../src/embedded/postgres/free-port.js';
import { waitFor } from './wait-for.js';

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Whether redis-server can be started here; without it the tests that need it are skipped, visibly. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of its own on loopback that keeps nothing; null where redis-server is not installed. */
export async function startRedis(): Promise<TestRedis | null> {
  if (!hasRedis) return null;
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-redis-'));
  const port = await findFreePort();
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await waitFor('Redis to answer', () => redisAnswers(port, child));
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a Redis answers. @throws Error where its process has ended */
export async function redisAnswers(port: number, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`redis-server ended with exit code ${child.exitCode}`);
  const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
