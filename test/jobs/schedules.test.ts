import { describe, expect, it } from 'vitest';
import { schedulesFor, startSchedules } from '../../src/jobs/schedules.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

const times = { pollMinutes: 20, digestTime: '07:05', digestTimezone: 'Asia/Tokyo' };

describe('schedulesFor', () => {
  it('runs the digest at its time in its zone', () => {
    const assemble = schedulesFor(times).find(({ id }) => id === 'assemble');
    expect(assemble?.repeat).toEqual({ pattern: '5 7 * * *', tz: 'Asia/Tokyo' });
    expect(assemble?.job.data).toEqual({ period: 'due', release: true });
  });

  it.each([
    ['weekly', '5 7 * * 1'],
    ['monthly', '5 7 1 * *'],
  ])('runs the %s digest at that time on the day after its period', (kind, pattern) => {
    const assemble = schedulesFor(times).find(({ id }) => id === `assemble-${kind}`);
    expect(assemble?.repeat).toEqual({ pattern, tz: 'Asia/Tokyo' });
    expect(assemble?.job.data).toEqual({ kind, period: 'due', release: true });
  });
});

onEachBackend('schedules', (bench) => {
  it('are made once by three processes at once', async () => {
    const backends = await Promise.all([bench.open(), bench.open(), bench.open()]);
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(backends.map((backend) => startSchedules(backend, times, silent)));
    }
    for (const [name, ids] of [
      ['poll', ['poll']],
      ['digest', ['assemble', 'assemble-monthly', 'assemble-weekly']],
      ['sweep', ['sweep']],
    ] as const) {
      const queue = (await bench.open()).openQueue(name);
      const schedulers = await queue.getJobSchedulers();
      expect(schedulers.map(({ key }) => key).sort()).toEqual(ids);
      const { waiting = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'delayed');
      expect(waiting + delayed).toBe(ids.length);
    }
  });

  it('have the poll, the learning and the sweep run at once, and the digest at its time', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const workers = await startWorkers(backend, stages, silent);
    await startSchedules(backend, times, silent);
    await waitFor('all three', () => asked.length >= 3);
    await workers.close();
    expect(asked.flat().sort()).toEqual(['learnTastes', 'pollRecent', 'sweep']);
    const scheduler = await backend.openQueue('digest').getJobScheduler('assemble');
    const next = new Date(scheduler?.next ?? 0);
    expect(next.getTime()).toBeGreaterThan(Date.now());
    expect(next.toISOString()).toMatch(/T22:05:00\.000Z$/);
  });

  it('follow a changed time', async () => {
    const backend = await bench.open();
    await startSchedules(backend, times, silent);
    await startSchedules(backend, { ...times, digestTime: '09:30', digestTimezone: 'UTC' }, silent);
    const queue = backend.openQueue('digest');
    const scheduler = await queue.getJobScheduler('assemble');
    expect(new Date(scheduler?.next ?? 0).toISOString()).toMatch(/T09:30:00\.000Z$/);
    expect(await queue.getJobCounts('delayed')).toEqual({ delayed: 3 });
  });

  it('are made again when the queue has lost everything', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const schedules = await startSchedules(backend, times, silent);
    for (const name of ['poll', 'digest', 'learn', 'sweep'] as const) {
      const queue = backend.openQueue(name);
      await queue.obliterate({ force: true });
      for (const { key } of await queue.getJobSchedulers()) await queue.removeJobScheduler(key);
    }
    await schedules.check();
    const workers = await startWorkers(backend, stages, silent);
    await waitFor('all three', () => asked.length >= 3);
    await workers.close();
    expect(asked.flat().sort()).toEqual(['learnTastes', 'pollRecent', 'sweep']);
  });
});
