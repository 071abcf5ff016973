import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { BroadsheetError } from '../errors.js';
import { settlesWithin } from '../time-bound.js';
import type { FaultLog } from './fault-log.js';
import type { QueueBackend } from './queue-backend.js';
import { openQueueParts } from './queue-parts.js';
import { ADD_WITHIN_MS } from './queue-plan.js';
import {
  endWhileReconnecting,
  openRedisDoor,
  type RedisClient,
  type RedisSettings,
} from './redis-connection.js';
import { unfitnessOf } from './redis-fitness.js';

const CONNECT_WITHIN_MS = 10_000;

/**
 * BullMQ on Redis. Queues share a connection that fails fast, so that a request never waits for a Redis that
 * is away; workers share one that waits for it, and each adds one to block on.
 * @throws BroadsheetError QUEUE_UNREACHABLE
 */
export async function openRedisBackend(settings: RedisSettings, onFault: FaultLog): Promise<QueueBackend> {
  const clients: RedisClient[] = [];
  let lastFault: unknown = null;
  const keep = <Client extends RedisClient>(client: Client): Client => {
    client.on('error', (error) => {
      lastFault = error;
      onFault('redis', error);
    });
    const duplicate = client.duplicate.bind(client) as (...given: unknown[]) => RedisClient;
    client.duplicate = ((...given: unknown[]) => keep(duplicate(...given))) as Client['duplicate'];
    if (client instanceof Redis) endWhileReconnecting(client);
    clients.push(client);
    return client;
  };
  // Closing a worker while Redis is away leaves its connection behind; this takes every one down.
  const disconnect = async () => {
    for (const client of clients) client.disconnect();
  };
  const door = await openRedisDoor(settings);
  const adding = keep(
    door.open({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: ADD_WITHIN_MS }),
  );
  // BullMQ asks for null: a blocking read outlasts any number of reconnections.
  const working = keep(door.open({ maxRetriesPerRequest: null }));
  const ready = Promise.all([adding, working].map(isReady));
  if (!(await settlesWithin(ready, CONNECT_WITHIN_MS))) {
    await disconnect();
    throw unreachable(lastFault);
  }
  const classes = withBackend(createRedisBackend);
  // The keys of a cluster's queues lie in one slot by what stands in braces, or its scripts are refused (CROSSSLOT).
  const prefix = door.isCluster ? '{broadsheet}' : 'broadsheet';
  const parts = openQueueParts({ classes, adding, working, prefix, disconnect }, onFault);
  // There each operation is one script, which nothing comes in between.
  return { kind: 'redis', exclusively: (work) => work(), unfitness: () => unfitnessOf(adding), ...parts };
}

function unreachable(fault: unknown): BroadsheetError {
  const reason = fault instanceof Error && fault.message !== '' ? ` (${fault.message})` : '';
  return new BroadsheetError('QUEUE_UNREACHABLE', `Redis does not answer${reason}. Check REDIS_URL.`, {
    cause: fault,
  });
}

function isReady(client: RedisClient): Promise<void> {
  return new Promise((resolve) => {
    client.once('ready', resolve);
  });
}
