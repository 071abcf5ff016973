import type { Logger } from 'pino';
import { openFaultLog } from './fault-log.js';
import { openPostgresBackend } from './postgres-backend.js';
import type { QueueBackend } from './queue-backend.js';

export type { QueueBackend };

export interface QueueBackendOptions {
  readonly databaseUrl: string;
  /** Null: BullMQ keeps its jobs in PostgreSQL, in the schema `bullmq`. */
  readonly redisUrl: string | null;
  /** Certificates, PEM, of the authority of Redis; absent or null: those that Node knows. */
  readonly redisCa?: string | null;
  readonly log: Logger;
}

/**
 * Connects to where the queues are kept; on PostgreSQL, BullMQ's own migrations run first, under its lock.
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export async function openQueueBackend({
  databaseUrl,
  redisUrl,
  redisCa = null,
  log,
}: QueueBackendOptions): Promise<QueueBackend> {
  const onFault = openFaultLog(log);
  if (redisUrl === null) return openPostgresBackend(databaseUrl, onFault);
  const { openRedisBackend } = await import('./redis-backend.js');
  return openRedisBackend({ url: redisUrl, ca: redisCa }, onFault);
}
