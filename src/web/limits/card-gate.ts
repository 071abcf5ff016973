import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { BroadsheetError } from '../../errors.js';

const MOST_CARDS = 120;
const WINDOW_MS = 10 * 60_000;

/** How many drawn images one client may ask for; pages ask for none themselves. Opened behind the gate of sign-ups. */
export function openCardGate(server: FastifyInstance): onRequestAsyncHookHandler {
  const count = server.createRateLimit({
    max: MOST_CARDS,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => `cards of ${request.ip}`,
  });
  return async (request) => {
    const answer = await count(request);
    if (!answer.isAllowed && answer.isExceeded) {
      throw new BroadsheetError('RATE_LIMITED', 'That was a lot of images; wait ten minutes, then go on.');
    }
  };
}
