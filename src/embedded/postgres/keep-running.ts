import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type RunningServer, type ServerPlan, startServer } from './server.js';

/** A server that ends more often than this by itself has a fault that starting again does not mend. */
const MOST_RESTARTS = 5;
const PER_MS = 600_000;

/**
 * Starts the server again, on the port that its clients know, when it ends by itself (it was killed, or ran
 * out of memory). Until the function it returns is called, which waits for a start that is under way.
 */
export function keepRunning(server: RunningServer, plan: ServerPlan, log: Logger): () => Promise<void> {
  let wanted = true;
  let starting: Promise<RunningServer> | null = null;
  const restarts: number[] = [];
  const watch = async (running: RunningServer): Promise<void> => {
    await running.ended;
    if (!wanted) return;
    const now = performance.now();
    while (restarts[0] !== undefined && restarts[0] < now - PER_MS) restarts.shift();
    if (restarts.push(now) > MOST_RESTARTS) throw new Error('it ends again and again');
    log.error({ server: running.pid, restart: restarts.length }, 'embedded-database-ended');
    await sleep(100 * restarts.length);
    if (!wanted) return;
    starting = startServer(plan);
    const next = await starting;
    starting = null;
    log.info({ port: next.port, server: next.pid }, 'embedded-database-started');
    await watch(next);
  };
  watch(server).catch((error) => {
    log.fatal({ reason: error.message, logFile: plan.logFile }, 'embedded-database-lost');
  });
  return async () => {
    wanted = false;
    await starting?.catch(() => undefined);
  };
}
