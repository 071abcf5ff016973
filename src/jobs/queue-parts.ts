import type { BackendClasses, IQueueBackend, Queue, Worker } from 'bullmq';
import { settlesWithin } from '../time-bound.js';
import type { FaultLog } from './fault-log.js';
import { queueOptions, workerOptions } from './job-options.js';
import type { QueueBackend } from './queue-backend.js';
import { queuePlan } from './queue-plan.js';

/** For one part, and for all of them together: with a server that is away, each would take its time. */
const PART_WITHIN_MS = 2_000;
const ALL_WITHIN_MS = 4_000;

/** A kind of backend: its constructors, and the connections for adding jobs and for working on them. */
export interface QueueBinding<B extends IQueueBackend, C> {
  readonly classes: BackendClasses<B, C>;
  readonly adding: C;
  readonly working: C;
  /** What the names of keys begin with; that of the options where absent. */
  readonly prefix?: string;
  /** Called after every queue and worker has closed. */
  disconnect(): Promise<void>;
}

interface Part {
  readonly name: string;
  /** The queue that it is. */
  readonly of?: unknown;
  close(): Promise<void>;
}

/**
 * Opens queues and workers over shared connections. Each gets a listener for errors: without one BullMQ dumps
 * the whole client to the console.
 */
export function openQueueParts<B extends IQueueBackend, C>(
  binding: QueueBinding<B, C>,
  onFault: FaultLog,
): Omit<QueueBackend, 'kind' | 'exclusively' | 'unfitness'> {
  const { classes, adding, working } = binding;
  const named = binding.prefix === undefined ? {} : { prefix: binding.prefix };
  const opened: Part[] = [];
  opened.push({ name: 'connection', close: () => binding.disconnect() });
  let closing: Promise<void> | null = null;

  // The handles are used by the operations that all backends share, never by what is Redis' own.
  return {
    openQueue: (name) => {
      const queue = new classes.Queue(name, { ...queueOptions, ...named, connection: adding });
      queue.on('error', (error) => onFault(`queue ${name}`, error));
      opened.push({ name: `queue ${name}`, of: queue, close: () => queue.close() });
      return queue as unknown as Queue;
    },
    closeQueue: async (queue) => {
      const name = `queue ${queue.name}`;
      const at = opened.findIndex(({ of }) => of === queue);
      if (at !== -1) opened.splice(at, 1);
      await queue.close().catch((error: unknown) => onFault(name, error));
    },
    openWorker: (name, handler) => {
      const options = { ...workerOptions, ...named, connection: working, concurrency: queuePlan[name] };
      const worker = new classes.Worker(name, (job) => handler(job), options);
      worker.on('error', (error) => onFault(`worker ${name}`, error));
      opened.push({ name: `worker ${name}`, close: () => worker.close() });
      return worker as unknown as Worker;
    },
    onClose: (close) => void opened.push({ name: 'on-close', close }),
    close: () => {
      closing ??= closeInReverse(opened, onFault);
      return closing;
    },
  };
}

/** A part that fails to close, or does not close in time, is reported and does not keep the others open. */
async function closeInReverse(opened: Part[], onFault: FaultLog): Promise<void> {
  const end = performance.now() + ALL_WITHIN_MS;
  for (let part = opened.pop(); part !== undefined; part = opened.pop()) {
    const { name } = part;
    const closed = part.close().catch((error: unknown) => onFault(name, error));
    // The last one is the connection itself, which always gets its time.
    const left = opened.length === 0 ? PART_WITHIN_MS : end - performance.now();
    if (!(await settlesWithin(closed, Math.max(0, Math.min(PART_WITHIN_MS, left))))) {
      onFault(name, Object.assign(new Error('closing takes too long'), { code: 'CLOSE_TIMEOUT' }));
    }
  }
}
