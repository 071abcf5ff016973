import type { Job, Queue, Worker } from 'bullmq';
import type { QueueName } from './queue-plan.js';

export type JobHandler = (job: Job) => Promise<void>;

/** Queues and workers bound to PostgreSQL or to Redis, over connections that this process shares. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  openQueue(name: QueueName): Queue;
  /** Closes one before all others, such as one that its server did not answer; it never rejects. */
  closeQueue(queue: Queue): Promise<void>;
  /** Starts taking jobs at once. */
  openWorker(name: QueueName, handler: JobHandler): Worker;
  /** Runs `work` while no other process that shares the queues does so: BullMQ's own are not all atomic. */
  exclusively(work: () => Promise<void>): Promise<void>;
  /** What of the server is not fit for queues: a sentence for each; none where all is well. */
  unfitness(): Promise<string[]>;
  /** Has `close` called before the connections are closed, latest first. */
  onClose(close: () => Promise<void>): void;
  /** Closes what was opened in reverse order, each part within a few seconds; calling it again is harmless. */
  close(): Promise<void>;
}
