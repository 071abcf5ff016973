import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../../src/embedded/postgres/free-port.js';
import { type ServerProcess, startServer } from './start-server.js';

/** Starts a Redis on loopback that keeps nothing on disk: rows are the truth, the queue may be lost. */
export async function startRedis(
  program: string,
  folder: string,
  signal: AbortSignal,
): Promise<ServerProcess> {
  const port = await findFreePort();
  const own = await mkdtemp(join(folder, 'redis-'));
  const onlyHere = ['--bind', '127.0.0.1', '--port', String(port), '--dir', own];
  return startServer(
    program,
    [...onlyHere, '--save', '', '--appendonly', 'no'],
    { port, folder: own },
    signal,
  );
}
