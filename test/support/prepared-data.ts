import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { stopServerAtEnd } from './at-end-of-this-process.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder in which the embedded database was made and stopped; to be copied, nothing runs in it. */
    preparedDataDir: string;
  }
}

/** One empty embedded database for the whole run: copying it takes a twentieth of what making one does. */
export default async function prepareData(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-prepared-'));
  await chmod(dataDir, 0o755);
  const unwatch = stopServerAtEnd(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  await server.stop();
  project.provide('preparedDataDir', dataDir);
  return async () => {
    unwatch();
    await rm(dataDir, { recursive: true, force: true });
  };
}
