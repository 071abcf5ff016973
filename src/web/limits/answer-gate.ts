import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';

const MOST_ANSWERS = 300;
const WINDOW_MS = 10 * 60_000;

/** Counts one answer of a reader. @throws BroadsheetError RATE_LIMITED */
export type AnswerGate = (request: FastifyRequest, subscriberId: number) => Promise<void>;

/**
 * How often one reader may answer, wherever from, by page and API together: enough for every paper of several
 * digests. Opened behind the gate of sign-ups, which brings the counters.
 */
export function openAnswerGate(server: FastifyInstance): AnswerGate {
  const readers = new WeakMap<FastifyRequest, number>();
  const count = server.createRateLimit({
    max: MOST_ANSWERS,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => `answers of ${readers.get(request)}`,
  });
  return async (request, subscriberId) => {
    readers.set(request, subscriberId);
    const answer = await count(request);
    if (!answer.isAllowed && answer.isExceeded) {
      throw new BroadsheetError('RATE_LIMITED', 'That was a lot of answers; wait ten minutes, then go on.');
    }
  };
}
