import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/embedded/postgres/start.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { startScript } from '../processes/start-script.js';
import { unlessAborted } from '../processes/unless-aborted.js';
import type { HomeAnswer } from './home-process.js';

export interface SitePlan {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Stores what the site is to show. */
  fill(database: Database): Promise<unknown>;
}

/** Works with the site, in a process and on a database of its own, which end with the work. */
export async function withSite<T>(plan: SitePlan, work: (ports: HomeAnswer) => Promise<T>): Promise<T> {
  const dataDir = join(plan.folder, 'data');
  await mkdir(dataDir, { recursive: true });
  // PostgreSQL may run as another user.
  for (const path of [plan.folder, dataDir]) await chmod(path, 0o711);
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataDir, log });
  try {
    await migrate(server.url, log);
    const database = openDatabase({ url: server.url, onError: () => undefined });
    try {
      await plan.fill(database);
    } finally {
      await database.end();
    }
    const servers = startServers(server.url);
    try {
      return await work(await unlessAborted(servers.listening, plan.signal));
    } finally {
      await servers.stop();
    }
  } finally {
    await server.stop();
  }
}

function startServers(databaseUrl: string) {
  let take: (answer: HomeAnswer) => void = () => undefined;
  const answered = new Promise<HomeAnswer>((resolve) => {
    take = resolve;
  });
  const file = new URL('./home-process.ts', import.meta.url);
  const script = startScript<never, HomeAnswer>(file, [databaseUrl], take);
  return { listening: Promise.race([answered, script.failed]), stop: () => script.stop() };
}
