import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { queuePlan } from '../../src/jobs/queue-plan.js';
import { openQueues } from '../../src/jobs/queues.js';
import { startSchedules } from '../../src/jobs/schedules.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { waitFor } from '../support/wait-for.js';
import { type BackendBench, onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

onEachBackend('closing', (bench) => {
  it('lets a running slice stop by itself, takes no other, and leaves that to be done', async () => {
    const ended: number[] = [];
    const { stages, asked } = recordingStages({
      sendSlice: async (sliceId, signal) => {
        asked.push(['sendSlice', sliceId]);
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended.push(sliceId);
      },
    });
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    const atOnce = Array.from({ length: queuePlan.deliver }, (_, index) => index + 1);
    await queues.deliver([...atOnce, 101, 102]);
    await waitFor('as many slices to run as may', () => asked.length === atOnce.length);
    await workers.close();
    expect(ended.sort()).toEqual(atOnce);
    const queue = backend.openQueue('deliver');
    expect(await queue.getJobCounts('waiting', 'active')).toEqual({ waiting: 2, active: 0 });
  });

  it('gives up on a job that does not end', async () => {
    const { stages, asked } = recordingStages({
      sendNotices: () => {
        asked.push(['sendNotices']);
        return new Promise(() => undefined);
      },
    });
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    await queues.sendNotices();
    await waitFor('the job to run', () => asked.length === 1);
    await workers.close(200);
    await backend.close();
    // The server sees each of them end a moment after it was ended here.
    await waitFor('the connections to be gone', async () => (await connections(bench)) === 0);
    expect(await connections(bench)).toBe(0);
  });

  it('leaves no connection and no timer, and may be repeated', async () => {
    const before = process.getActiveResourcesInfo().sort();
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    const schedules = await startSchedules(
      backend,
      { pollMinutes: 1, digestTime: '08:00', digestTimezone: 'UTC' },
      silent,
    );
    await queues.processSignups();
    await waitFor('jobs', () => asked.length >= 3);
    await schedules.close();
    await workers.close();
    await queues.close();
    await backend.close();
    await Promise.all([schedules.close(), workers.close(), queues.close(), backend.close()]);
    await waitFor('the connections to be gone', async () => (await connections(bench)) === 0);
    await waitFor('the handles to be as before', () => {
      const now = process.getActiveResourcesInfo().sort();
      return now.filter((name) => name !== 'Immediate').length <= before.length;
    });
    expect(await connections(bench)).toBe(0);
  });

  it('takes down everything when only the backend is closed', async () => {
    const { stages } = recordingStages();
    const backend = await bench.open();
    await openQueues(backend, silent);
    await startWorkers(backend, stages, silent);
    await startSchedules(backend, { pollMinutes: 1, digestTime: '08:00', digestTimezone: 'UTC' }, silent);
    await backend.close();
    await waitFor('the connections to be gone', async () => (await connections(bench)) === 0);
    expect(await connections(bench)).toBe(0);
  });
});

/** Connections that the queues hold on their server. */
async function connections(bench: BackendBench): Promise<number> {
  const url = bench.redis()?.url;
  if (url === undefined) {
    const { rows } = await bench.database().database.query<{ count: number }>(
      `SELECT count(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND application_name <> 'broadsheet'`,
    );
    return rows[0]?.count ?? 0;
  }
  const redis = new Redis(url);
  const list = String(await redis.client('LIST'));
  redis.disconnect();
  return list.trim().split('\n').length - 1;
}
