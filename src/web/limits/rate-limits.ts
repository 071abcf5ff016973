import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Redis } from 'ioredis';
import { MINUTE_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { clientOf } from '../../model/client.js';

const WINDOW_MS = 10 * MINUTE_MS;

/**
 * How often in ten minutes: sign-ups by form and API together (limits by address and domain are the worker's, where
 * the answer cannot tell of them); previews by page and API; drawn images, of which pages ask for none themselves;
 * searches by page, API and feed together; feeds; sign-ins of operators that are begun before anybody is named; and answers of one
 * reader wherever from, enough for every paper of several digests.
 */
const mostInWindow = {
  signups: 10,
  previews: 60,
  images: 120,
  searches: 600,
  feeds: 600,
  signIns: 60,
  answers: 300,
} as const;

const words = {
  signups: 'requests',
  previews: 'previews',
  images: 'images',
  searches: 'searches',
  feeds: 'feeds',
  signIns: 'attempts to sign in',
  answers: 'answers',
} as const satisfies Readonly<Record<keyof typeof mostInWindow, string>>;

/** Counts one request of a reader. @throws BroadsheetError RATE_LIMITED, with the seconds to wait in its details */
export type ReaderLimit = (request: FastifyRequest, subscriberId: number) => Promise<void>;

/** Counts a request of a client; one above the limit is refused as by {@link ReaderLimit}. */
export type ClientLimit = onRequestAsyncHookHandler;

/** How often clients, and readers, may ask for what costs something. */
export interface RateLimits {
  readonly signups: ClientLimit;
  readonly previews: ClientLimit;
  readonly images: ClientLimit;
  readonly searches: ClientLimit;
  readonly feeds: ClientLimit;
  readonly signIns: ClientLimit;
  readonly answers: ReaderLimit;
}

/** @param redis where the counts of several processes are kept together; each counts for itself where null */
export async function openRateLimits(server: FastifyInstance, redis: Redis | null): Promise<RateLimits> {
  await server.register(rateLimit, {
    global: false,
    nameSpace: 'broadsheet-limits-',
    // The worker's limits hold when Redis is away; people should not be turned away for it.
    skipOnError: true,
    ...(redis === null ? {} : { redis }),
  });
  const limitOf = (what: keyof typeof mostInWindow) => {
    const keys = new WeakMap<FastifyRequest, string>();
    const count = server.createRateLimit({
      max: mostInWindow[what],
      timeWindow: WINDOW_MS,
      keyGenerator: (request) => `${what} of ${keys.get(request)}`,
    });
    return async (request: FastifyRequest, who: string): Promise<void> => {
      keys.set(request, who);
      const answer = await count(request);
      if (!answer.isAllowed && answer.isExceeded) throw refusal(words[what], answer.ttlInSeconds);
    };
  };
  const byClient = (what: keyof typeof mostInWindow): ClientLimit => {
    const limit = limitOf(what);
    return (request) => limit(request, clientOf(request.ip));
  };
  const answers = limitOf('answers');
  return {
    signups: byClient('signups'),
    previews: byClient('previews'),
    images: byClient('images'),
    searches: byClient('searches'),
    feeds: byClient('feeds'),
    signIns: byClient('signIns'),
    answers: (request, subscriberId) => answers(request, String(subscriberId)),
  };
}

function refusal(what: string, retryAfterSeconds: number): BroadsheetError {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const message = `That was a lot of ${what}; wait ${wait}, then try again.`;
  return new BroadsheetError('RATE_LIMITED', message, { details: { retryAfterSeconds } });
}
