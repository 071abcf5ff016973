import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { UNREADABLE_PATH } from './clean-url.js';

/** Deeper than any body that a route takes; what lies deeper is refused. */
const DEEPEST = 20;
const NO_TEXT = /\0|\p{Surrogate}/u;

/**
 * What no route has a use for is refused once, before any of them sees it: text with NUL or half a surrogate pair,
 * which PostgreSQL cannot keep; bodies that are packed; addresses that cannot be decoded.
 */
export function refuseAtDoor(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity' || isLeaving(request)) return;
    throw new BroadsheetError('ENCODING_UNSUPPORTED', 'Send the body as it is, without Content-Encoding.');
  });
  server.addHook('preValidation', async (request) => {
    const { body, query, params } = request;
    if (isLeaving(request)) return;
    if (holdsNoText(body, 0) || holdsNoText(query, 0) || holdsNoText(params, 0)) {
      throw new BroadsheetError('INPUT_INVALID', 'NUL and halves of surrogate pairs are no text.');
    }
  });
  server.all(UNREADABLE_PATH, { schema: { hide: true } }, async () => {
    throw new BroadsheetError('INPUT_INVALID', 'The address holds what cannot be decoded as text.');
  });
}

/** Who leaves is never turned away, whatever else comes with the request. */
export function isLeaving({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/unsubscribe/') === true;
}

function holdsNoText(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return NO_TEXT.test(value);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || value instanceof Readable)
    return false;
  if (depth > DEEPEST) return true;
  if (Array.isArray(value)) return value.some((item) => holdsNoText(item, depth + 1));
  return Object.entries(value).some(([name, item]) => NO_TEXT.test(name) || holdsNoText(item, depth + 1));
}
