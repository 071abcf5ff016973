import { expect, it } from 'vitest';
import { openQueues } from '../../src/jobs/queues.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

onEachBackend('queues', (bench) => {
  it('bring each kind of work to its stage', async () => {
    const { stages, asked } = recordingStages();
    const queues = await openQueues(await bench.open(), silent);
    const workers = await startWorkers(await bench.open(), stages, silent);
    await queues.poll();
    await queues.poll(['2026-03-23', '2026-03-22']);
    await queues.assemble('2026-03-23', { release: false });
    await queues.assemble('due', { release: true });
    await queues.deliver([7, 8, 9]);
    await queues.processSignups();
    await queues.sendNotices();
    await waitFor('all ten jobs', () => asked.length >= 10);
    await workers.close();
    expect(asked.map((call) => call.join(' ')).sort()).toEqual([
      'assemble 2026-03-23 false',
      'assemble due true',
      'pollDate 2026-03-22',
      'pollDate 2026-03-23',
      'pollRecent',
      'processSignups',
      'sendNotices',
      'sendSlice 7',
      'sendSlice 8',
      'sendSlice 9',
    ]);
  });

  it('hold one wake-up for a slice, however often it is woken, and take the next one afterwards', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    await queues.deliver([1, 2]);
    await queues.deliver([2, 3]);
    await queues.deliver([3]);
    const waiting = backend.openQueue('deliver');
    expect(await waiting.getJobCounts('waiting')).toEqual({ waiting: 3 });

    const workers = await startWorkers(await bench.open(), stages, silent);
    await waitFor(
      'the first wake-ups to be gone',
      async () => (await total(waiting)) === 0 && asked.length === 3,
    );
    await queues.deliver([2]);
    await waitFor('the next wake-up', () => asked.length === 4);
    await workers.close();
    expect(asked.map(([, sliceId]) => sliceId).sort()).toEqual([1, 2, 2, 3]);
  });

  it('read a list once more that is asked for while it is read, however often', async () => {
    let end = () => {};
    const { stages, asked } = recordingStages({
      pollDate: async (date) => {
        asked.push(['pollDate', date]);
        await new Promise<void>((resolve) => {
          end = resolve;
        });
      },
    });
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    await queues.poll(['2026-03-23', '2026-03-22']);
    await queues.poll(['2026-03-23']);
    const waiting = backend.openQueue('poll');
    expect(await waiting.getJobCounts('waiting')).toEqual({ waiting: 2 });

    const workers = await startWorkers(await bench.open(), stages, silent);
    await waitFor('the first list to be read', () => asked.length === 1);
    await queues.poll(['2026-03-23']);
    await queues.poll(['2026-03-23', '2026-03-22']);
    for (const done of [1, 2]) {
      end();
      await waitFor(`reading ${done + 1}`, () => asked.length === done + 1);
    }
    end();
    await waitFor('the queue to be empty', async () => {
      const { waiting: left, active } = await waiting.getJobCounts('waiting', 'active');
      return left === 0 && active === 0;
    });
    await workers.close();
    expect(asked.map(([, date]) => date)).toEqual(['2026-03-23', '2026-03-22', '2026-03-23']);
  });

  it('take thousands of slices', async () => {
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    await queues.deliver(Array.from({ length: 1_201 }, (_, index) => index + 1));
    expect(await backend.openQueue('deliver').getJobCounts('waiting')).toEqual({ waiting: 1_201 });
  });

  it('keep few finished jobs', async () => {
    const { stages, asked } = recordingStages();
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    await Promise.all(Array.from({ length: 80 }, () => queues.processSignups()));
    await waitFor('all jobs', () => asked.length === 80);
    await workers.close();
    const { completed } = await backend.openQueue('mail').getJobCounts('completed');
    expect(completed).toBeLessThan(60);
  });
});

async function total(queue: { getJobCounts(): Promise<Record<string, number>> }): Promise<number> {
  return Object.values(await queue.getJobCounts()).reduce((sum, count) => sum + count, 0);
}
