import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { UNREADABLE_PATH } from './clean-url.js';

/** Deeper than any body that a route takes; what lies deeper is refused. */
const DEEPEST = 20;
const NO_TEXT = /\0|\p{Surrogate}/u;

/**
 * What no route has a use for is refused once, before any of them sees it: text with NUL or half a surrogate pair,
 * which PostgreSQL cannot keep; numbers beyond all bounds; bodies that are packed; addresses that cannot be decoded.
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
    if ([body, query, params].some((part) => holds(part, isNoText, 0))) {
      throw new BroadsheetError('INPUT_INVALID', 'NUL and halves of surrogate pairs are no text.');
    }
  });
  // The checks make numbers out of text, and of 1e400 Infinity, at which they look at no maximum any more.
  server.addHook('preHandler', async (request) => {
    const { body, query, params } = request;
    if (isLeaving(request)) return;
    if ([body, query, params].some((part) => holds(part, isEndless, 0)))
      throw new BroadsheetError('INPUT_INVALID', 'A number is larger than any that can be kept.');
  });
  server.all(UNREADABLE_PATH, { schema: { hide: true } }, async () => {
    throw new BroadsheetError('INPUT_INVALID', 'The address holds what cannot be decoded as text.');
  });
}

/** Who leaves is never turned away, whatever else comes with the request. */
export function isLeaving({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/unsubscribe/') === true;
}

function isNoText(value: unknown): boolean {
  return typeof value === 'string' && NO_TEXT.test(value);
}

function isEndless(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Whether anything in a part of a request is wrong, names of fields too, or lies too deep to be looked at. */
function holds(value: unknown, isWrong: (value: unknown) => boolean, depth: number): boolean {
  if (isWrong(value)) return true;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || value instanceof Readable)
    return false;
  if (depth > DEEPEST) return true;
  if (Array.isArray(value)) return value.some((item) => holds(item, isWrong, depth + 1));
  return Object.entries(value).some(([name, item]) => isWrong(name) || holds(item, isWrong, depth + 1));
}
