import { expect, it } from 'vitest';
import { openQueueDesk } from '../../src/jobs/queue-desk.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend } from './each-backend.js';

const times = { pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' };

onEachBackend('the desk of queues', (bench) => {
  it('forgets one job that failed, and nothing that waits', async () => {
    const backend = await bench.open();
    const queue = backend.openQueue('poll');
    for (const id of ['one', 'other']) await queue.add('poll-date', {}, { jobId: id });
    const worker = backend.openWorker('poll', async () => {
      throw new Error('the source did not answer');
    });
    await waitFor('both to fail', async () => (await queue.getJobCounts('failed'))['failed'] === 2);
    await worker.close();
    await queue.add('poll-date', {}, { jobId: 'waits' });
    const desk = openQueueDesk(backend, times);
    expect(await desk.forget('poll', 'one')).toBe(true);
    for (const [of, id] of [
      ['poll', 'one'],
      ['poll', 'waits'],
      ['poll', 'unknown'],
      ['no-queue', 'other'],
    ] as const)
      expect(await desk.forget(of, id), `${of} ${id}`).toBe(false);
    expect((await desk.failed()).map(({ id }) => id)).toEqual(['other']);
    expect(await queue.getJobCounts('failed', 'waiting')).toEqual({ failed: 1, waiting: 1 });
    expect(await desk.retry('poll', 'other')).toBe(true);
    expect(await queue.getJobCounts('failed', 'waiting')).toEqual({ failed: 0, waiting: 2 });
  });
});
