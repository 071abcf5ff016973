import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { BroadsheetError } from '../errors.js';
import type { FaultLog } from './fault-log.js';
import type { QueueBackend } from './queue-backend.js';
import { openQueueParts } from './queue-parts.js';
import { ADD_WITHIN_MS } from './queue-plan.js';
import { settlesWithin } from './time-bound.js';

const CONNECT_WITHIN_MS = 10_000;

/**
 * BullMQ on Redis. Queues share a connection that fails fast, so that a request never waits for a Redis that
 * is away; workers share one that waits for it, and each adds one to block on.
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export async function openRedisBackend(url: string, onFault: FaultLog): Promise<QueueBackend> {
  const clients: Redis[] = [];
  const keep = (client: Redis): Redis => {
    client.on('error', (error) => onFault('redis', error));
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (override) => keep(duplicate(override));
    clients.push(client);
    return client;
  };
  // Closing a worker while Redis is away leaves its connection behind; this takes every one down.
  const disconnect = async () => {
    for (const client of clients) client.disconnect();
  };
  const adding = keep(
    new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: ADD_WITHIN_MS }),
  );
  // BullMQ asks for null: a blocking read outlasts any number of reconnections.
  const working = keep(new Redis(url, { maxRetriesPerRequest: null }));
  const ready = Promise.all([adding, working].map(isReady));
  if (!(await settlesWithin(ready, CONNECT_WITHIN_MS))) {
    await disconnect();
    throw new BroadsheetError('QUEUE_UNREACHABLE', 'Redis does not answer. Check REDIS_URL.');
  }
  const classes = withBackend(createRedisBackend);
  const parts = openQueueParts({ classes, adding, working, disconnect }, onFault);
  // There each operation is one script, which nothing comes in between.
  return { kind: 'redis', exclusively: (work) => work(), ...parts };
}

function isReady(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
  });
}
