import { SECOND_MS } from '../durations.js';
import { settlesWithin } from '../time-bound.js';
import { type QueueName, queuePlan } from './queue-plan.js';

const CLOSE_WITHIN_MS = 20 * SECOND_MS;

/** A job that the queue did not take. */
export interface LostJob {
  readonly queue: QueueName;
  readonly name: string;
  readonly data: object;
  readonly id?: string;
}

/** What the queue does not take is carried out in this process: mail does not wait for Redis to have room again. */
export interface DirectWork {
  /** Carries it out in its turn; one that waits already is not carried out a second time. */
  take(job: LostJob): void;
  /** Takes nothing more and waits for what is under way. */
  close(): Promise<void>;
}

/** @param run carries out a job and tells of its failure itself */
export function openDirectWork(run: (job: LostJob) => Promise<void>): DirectWork {
  const waiting = new Map<string, LostJob>();
  const running = new Map<string, { readonly queue: QueueName; readonly done: Promise<void> }>();
  let isClosed = false;

  const begin = (key: string, job: LostJob): void => {
    waiting.delete(key);
    const done = run(job)
      .catch(() => undefined)
      .then(() => {
        running.delete(key);
        next();
      });
    running.set(key, { queue: job.queue, done });
  };
  const next = (): void => {
    if (isClosed) return;
    for (const [key, job] of waiting) {
      const busy = [...running.values()].filter(({ queue }) => queue === job.queue).length;
      if (busy < queuePlan[job.queue] && !running.has(key)) begin(key, job);
    }
  };
  return {
    take: (job) => {
      waiting.set(job.id ?? job.name, job);
      next();
    },
    close: async () => {
      isClosed = true;
      waiting.clear();
      await settlesWithin(Promise.all([...running.values()].map(({ done }) => done)), CLOSE_WITHIN_MS);
    },
  };
}
