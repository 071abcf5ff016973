import { expect, it } from 'vitest';
import { jobNames } from '../../src/jobs/queues.js';
import { startSchedules } from '../../src/jobs/schedules.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

const times = { pollMinutes: 20, digestTime: '07:05', digestTimezone: 'UTC' };
const HOUR = 3_600_000;

onEachBackend('a process whose clock is off', (bench) => {
  it('takes no scheduled jobs, and goes on sending, until its clock is right', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const workers = await startWorkers(backend, stages, silent);
    workers.holdScheduled(true);
    const other = await bench.open();
    const add = async () => {
      await other.openQueue('sweep').add(jobNames.sweep, {});
      await other.openQueue('poll').add(jobNames.pollRecent, {});
    };
    // What it waits for already still reaches it; whether it waits for something is not to be seen.
    await add();
    const until = performance.now() + 1_500;
    await waitFor('what was waited for', () => asked.length === 2 || performance.now() > until);
    asked.length = 0;
    await add();
    await other.openQueue('deliver').add(jobNames.slice, { sliceId: 7 });
    await other.openQueue('mail').add(jobNames.notices, {});
    await waitFor('mail to go on', () => asked.length >= 2);
    expect(asked.map(([name]) => name).sort()).toEqual(['sendNotices', 'sendSlice']);
    workers.holdScheduled(false);
    const all = ['pollRecent', 'sendNotices', 'sendSlice', 'sweep'];
    const names = () => [...new Set(asked.map(([name]) => name))].sort();
    await waitFor('the scheduled jobs', () => names().length === all.length);
    await workers.close();
    expect(names()).toEqual(all);
  });

  it('makes no schedules, and one that was dated ahead is made again by others', async () => {
    const off = await bench.open();
    await startSchedules(off, times, silent, () => false);
    expect(await off.openQueue('sweep').getJobSchedulers()).toEqual([]);
    const backend = await bench.open();
    const queue = backend.openQueue('sweep');
    const job = { name: jobNames.sweep };
    await queue.upsertJobScheduler('sweep', { every: 15_000, startDate: Date.now() + 24 * HOUR }, job);
    expect((await queue.getJobScheduler('sweep'))?.next).toBeGreaterThan(Date.now() + HOUR);
    const schedules = await startSchedules(backend, times, silent);
    await schedules.check();
    expect((await queue.getJobScheduler('sweep'))?.next).toBeLessThan(Date.now() + 60_000);
  });
});
