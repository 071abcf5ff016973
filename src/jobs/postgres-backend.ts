import { createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { BroadsheetError } from '../errors.js';
import { connectFor, KEEP_ALIVE } from '../store/connection-settings.js';
import type { Queryable } from '../store/database.js';
import { withLease } from '../store/leases.js';
import type { FaultLog } from './fault-log.js';
import type { QueueBackend } from './queue-backend.js';
import { openQueueParts } from './queue-parts.js';
import { queueNames, queuePlan } from './queue-plan.js';

/**
 * BullMQ's statements name their tables without a schema. Said by a statement and not by the parameter `options` of a
 * start-up packet, which PgBouncer refuses.
 */
const SEARCH_PATH = 'SET search_path TO bullmq, public';

/** A worker keeps one connection checked out to LISTEN on; each job that runs may need one besides. */
const MAX_CONNECTIONS = queueNames.length + Object.values(queuePlan).reduce((sum, jobs) => sum + jobs, 0);

/**
 * BullMQ on PostgreSQL over one pool; left to itself it opens a pool for each queue and each worker.
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export async function openPostgresBackend(databaseUrl: string, onFault: FaultLog): Promise<QueueBackend> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    ...KEEP_ALIVE,
    application_name: 'broadsheet-queue',
    onConnect: async (client) => {
      await connectFor('queue')(client);
      await client.query(SEARCH_PATH);
    },
  });
  pool.on('error', (error) => onFault('postgres', error));
  // Every queue and every worker listens on the pool as well.
  pool.setMaxListeners(0);
  try {
    await migrateQueues(pool);
  } catch (cause) {
    await pool.end();
    throw new BroadsheetError('QUEUE_UNREACHABLE', 'The queues cannot be set up in PostgreSQL.', { cause });
  }

  const connection = pool as PgPool;
  const parts = openQueueParts(
    {
      classes: withBackend(createPostgresBackend),
      adding: connection,
      working: connection,
      disconnect: () => pool.end(),
    },
    onFault,
  );
  // Upserting one scheduler from several processes leaves several next jobs behind.
  const exclusively = async (work: () => Promise<void>) => {
    await withLease(pool as Queryable, 'schedules', work, { wait: true });
  };
  return { kind: 'postgres', exclusively, unfitness: async () => [], ...parts };
}

async function migrateQueues(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}
