import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Redis } from 'ioredis';
import { BroadsheetError } from '../../errors.js';

const MAX_SIGNUPS = 10;
const WINDOW_MS = 10 * 60_000;

/**
 * How often one client may ask for a subscription, by form and API together; a /64 counts as one client.
 * Limits by address and domain are the worker's, where the answer cannot tell of them.
 */
export async function openSignupGate(
  server: FastifyInstance,
  redis: Redis | null,
): Promise<onRequestAsyncHookHandler> {
  await server.register(rateLimit, {
    global: false,
    nameSpace: 'broadsheet-signups-',
    // The worker's limits hold when Redis is away; people should not be turned away for it.
    skipOnError: true,
    ...(redis === null ? {} : { redis }),
  });
  const count = server.createRateLimit({ max: MAX_SIGNUPS, timeWindow: WINDOW_MS });
  return async (request, reply) => {
    const answer = await count(request);
    if (answer.isAllowed || !answer.isExceeded) return;
    reply.header('retry-after', String(answer.ttlInSeconds));
    const minutes = Math.ceil(answer.ttlInSeconds / 60);
    const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
    throw new BroadsheetError('RATE_LIMITED', `That was a lot of requests; wait ${wait}, then try again.`);
  };
}
