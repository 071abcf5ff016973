import { errorFacts } from '../error-facts.js';
import type { QueueBackend } from '../jobs/queue-backend.js';
import { queueNames } from '../jobs/queue-plan.js';
import type { Metrics } from '../monitor/metrics.js';
import { type Beating, startBeating } from '../monitor/worker-beat.js';
import { versionOfPackage } from '../package-folder.js';
import { listingNames } from '../sources/source-settings.js';
import type { Counts } from '../store/monitored-state.js';
import { settlesWithin } from '../time-bound.js';
import type { Stores } from './wiring.js';

const DATABASE_WITHIN_MS = 2_000;

/** How the service tells whoever watches it; does nothing where MONITOR is not set. */
export interface Monitor {
  /** From now on it is ready, as long as nothing else keeps it from its work. */
  ready(): void;
  /** What else has to be well. */
  watch(beating: Beating): void;
  readonly told: Told;
}

/** What is measured of what happens, absent where nobody asks for it. */
export type Told = Partial<Pick<Metrics, 'onSettled' | 'onRecorded' | 'onAnswered' | 'onSent'>>;

/** Opens the listener of MONITOR; the metrics are loaded only where somebody asks for them. */
export async function openMonitor(stores: Stores, backend: QueueBackend): Promise<Monitor> {
  const { config, database, closers, clock, log } = stores;
  const state: { isReady: boolean; beating: Beating | null } = { isReady: false, beating: null };
  const handle = {
    ready: () => {
      state.isReady = true;
      // Closed first: nobody sends a process more that is about to end.
      closers.add('readiness', async () => {
        state.isReady = false;
      });
    },
    watch: (beating: Beating) => {
      state.beating = beating;
    },
  };
  if (config.monitor === null) return { ...handle, told: {} };
  const [{ openMetrics }, { openStateReader }, { startMonitorServer }] = await Promise.all([
    import('../monitor/metrics.js'),
    import('../monitor/read-state.js'),
    import('../monitor/monitor-server.js'),
  ]);
  const metrics = openMetrics({
    version: versionOfPackage(),
    role: config.role,
    read: openStateReader({
      database,
      sources: listingNames(config.sources),
      pollMinutes: config.pollMinutes,
      clock,
      countJobs: openJobCounts(backend),
    }),
  });
  const server = await startMonitorServer({
    ...config.monitor,
    metrics: metrics.text,
    unreadiness: async () => [
      ...(state.isReady ? [] : ['it starts or stops']),
      ...(await databaseFault(stores)),
      ...(state.beating?.isBeating() === false ? ['its beat could not be written for a minute'] : []),
    ],
  });
  closers.add('monitor', () => server.close());
  log.info({ port: server.port }, 'monitor-started');
  const { text: _, ...told } = metrics;
  return { ...handle, told };
}

async function databaseFault({ database }: Stores): Promise<string[]> {
  const answer = database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  const answers = (await settlesWithin(answer, DATABASE_WITHIN_MS)) && (await answer);
  return answers ? [] : ['the database does not answer'];
}

/** Opens each queue once: a handle for each scrape would never be given back. */
function openJobCounts(backend: QueueBackend): () => Promise<Readonly<Record<string, Counts>>> {
  const queues = queueNames.map((name) => [name, backend.openQueue(name)] as const);
  return async () => {
    const counted = await Promise.all(
      queues.map(
        async ([name, queue]) =>
          [name, await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')] as const,
      ),
    );
    return Object.fromEntries(counted);
  };
}

/**
 * Shows in the database that this worker lives, and takes that back when it ends.
 * @param worker as slices name it that it holds
 */
export async function beat(stores: Stores, worker: string): Promise<Beating> {
  const { database, config, closers, log } = stores;
  const beating = await startBeating(
    database,
    {
      worker,
      role: config.role === 'worker' ? 'worker' : 'all',
      version: versionOfPackage(),
    },
    (error) => log.warn({ error: errorFacts(error) }, 'beat-not-written'),
  );
  closers.add('beat', () => beating.close());
  return beating;
}
