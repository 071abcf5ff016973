import type { Job, Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { openFaultLog } from './fault-log.js';
import { openPostgresBackend } from './postgres-backend.js';
import type { QueueName } from './queue-plan.js';
import { openRedisBackend } from './redis-backend.js';

export type JobHandler = (job: Job) => Promise<void>;

/** Queues and workers bound to PostgreSQL or to Redis, over connections that this process shares. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  openQueue(name: QueueName): Queue;
  /** Starts taking jobs at once. */
  openWorker(name: QueueName, handler: JobHandler): Worker;
  /** Runs `work` while no other process that shares the queues does so: BullMQ's own are not all atomic. */
  exclusively(work: () => Promise<void>): Promise<void>;
  /** Has `close` called before the connections are closed, latest first. */
  onClose(close: () => Promise<void>): void;
  /** Closes what was opened in reverse order, each part within a few seconds; calling it again is harmless. */
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  readonly databaseUrl: string;
  /** Null: BullMQ keeps its jobs in PostgreSQL, in the schema `bullmq`. */
  readonly redisUrl: string | null;
  readonly log: Logger;
}

/**
 * Connects to where the queues are kept; on PostgreSQL, BullMQ's own migrations run first, under its lock.
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export function openQueueBackend({ databaseUrl, redisUrl, log }: QueueBackendOptions): Promise<QueueBackend> {
  const onFault = openFaultLog(log);
  return redisUrl === null ? openPostgresBackend(databaseUrl, onFault) : openRedisBackend(redisUrl, onFault);
}
