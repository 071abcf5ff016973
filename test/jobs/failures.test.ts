import pino from 'pino';
import { expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { openQueues } from '../../src/jobs/queues.js';
import { startWorkers } from '../../src/jobs/workers.js';
import { waitFor } from '../support/wait-for.js';
import { onEachBackend, silent } from './each-backend.js';
import { recordingStages } from './recording-stages.js';

const poison = 'refused <reader@example.org> \u0000 \ud800 https://papers.example/confirm/secret';

onEachBackend('a failing job', (bench) => {
  it('ends as failed whatever its message holds, and the next one is taken', async () => {
    const { stages, asked } = recordingStages({
      processSignups: () => Promise.reject(Object.assign(new Error(poison), { code: 'ECONNRESET' })),
    });
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    await queues.processSignups();
    await queues.sendNotices();
    const queue = backend.openQueue('mail');
    await waitFor('the failure', async () => (await queue.getFailedCount()) === 1);
    await waitFor('the next job', () => asked.length === 1);
    await workers.close();
    expect(await queue.getActiveCount()).toBe(0);
    const [job] = await queue.getFailed();
    expect(job?.failedReason).toBe('INTERNAL ECONNRESET');
    expect(JSON.stringify(job)).not.toContain('example');
  });

  it('says the code of our own errors and logs neither address nor link', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'debug', messageKey: 'event' }, { write: (line) => void lines.push(line) });
    const { stages } = recordingStages({
      sendNotices: () => Promise.reject(new BroadsheetError('SMTP_UNREACHABLE', poison)),
    });
    const backend = await bench.open(log);
    const queues = await openQueues(backend, log);
    const workers = await startWorkers(backend, stages, log);
    await queues.sendNotices();
    const queue = backend.openQueue('mail');
    await waitFor('the failure', async () => (await queue.getFailedCount()) === 1);
    await workers.close();
    expect((await queue.getFailed())[0]?.failedReason).toBe('SMTP_UNREACHABLE');
    const written = lines.join('');
    expect(written).toContain('"event":"job-failed"');
    expect(written).toContain('SMTP_UNREACHABLE');
    expect(written).not.toContain('example');
  });

  it('under an id of its own is gone, so that the sweep can wake it again', async () => {
    let attempts = 0;
    const { stages } = recordingStages({
      sendSlice: () => {
        attempts += 1;
        return Promise.reject(new Error(poison));
      },
    });
    const backend = await bench.open();
    const queues = await openQueues(backend, silent);
    const workers = await startWorkers(backend, stages, silent);
    const queue = backend.openQueue('deliver');
    for (const expected of [1, 2]) {
      await queues.deliver([5]);
      await waitFor(
        'the attempt to be over',
        async () => attempts === expected && (await queue.getActiveCount()) === 0,
      );
    }
    await workers.close();
    expect(await queue.getJobCounts('waiting', 'active', 'failed')).toEqual({
      waiting: 0,
      active: 0,
      failed: 0,
    });
  });

  it('that no stage knows fails and stays out of the way', async () => {
    const { stages } = recordingStages();
    const backend = await bench.open();
    const queue = backend.openQueue('mail');
    await queue.add('left-by-another-version', {});
    await queue.add('slice', {});
    const workers = await startWorkers(backend, stages, silent);
    await waitFor('both failures', async () => (await queue.getFailedCount()) === 2);
    await workers.close();
    expect((await queue.getFailed()).map((job) => job.failedReason)).toEqual(['INTERNAL', 'INTERNAL']);
  });
});
