import { createPostgresBackend, type PgPool, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { BroadsheetError } from '../errors.js';
import { connectFor, KEEP_ALIVE } from '../store/connection-settings.js';
import type { Queryable } from '../store/database.js';
import { withLease } from '../store/leases.js';
import type { FaultLog } from './fault-log.js';
import type { QueueBackend } from './queue-backend.js';
import { openQueueParts } from './queue-parts.js';
import { openSharedListener } from './shared-listener.js';

/**
 * BullMQ's statements name their tables without a schema. Said by a statement and not by the parameter `options` of a
 * start-up packet, which PgBouncer refuses.
 */
const SEARCH_PATH = 'SET search_path TO bullmq, public';

/**
 * The one that listens, and what carries statements of a millisecond each: more of them begin no job sooner, and each
 * costs the server memory and ten milliseconds of its own at every start.
 */
const MAX_CONNECTIONS = 5;

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

  const listener = openSharedListener(pool);
  const parts = openQueueParts(
    {
      classes: withBackend(createPostgresBackend),
      adding: pool as PgPool,
      working: listener.pool,
      disconnect: async () => {
        await listener.close();
        await pool.end();
      },
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
