import type { Database } from '../../src/store/database.js';
import { withOwnDatabase } from '../processes/own-database.js';
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
  return withOwnDatabase(plan.folder, async (database, url) => {
    await plan.fill(database);
    const servers = startServers(url);
    try {
      return await work(await unlessAborted(servers.listening, plan.signal));
    } finally {
      await servers.stop();
    }
  });
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
