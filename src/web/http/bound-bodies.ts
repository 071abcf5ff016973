import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HOUR_MS, SECOND_MS } from '../../durations.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file comes, which takes as long as the line of whoever sends it needs. */
    isUpload?: boolean;
  }
}

export interface BodyBounds {
  /** Within which a form arrives, or what a program says. */
  readonly bodyMs: number;
  /** Within which something of a file arrives. */
  readonly idleMs: number;
  /** Within which all of it does. */
  readonly fileMs: number;
}

/** In so long the largest file arrives by 5 kB a second; an octet a minute holds a connection no longer. */
const FILE_MS = 3 * HOUR_MS;
const bodyBounds: BodyBounds = { bodyMs: 30 * SECOND_MS, idleMs: 60 * SECOND_MS, fileMs: FILE_MS };

/** What Node bounds by itself: headers. Its bound of whole requests is one for all of them, files among them. */
export const arrivalBounds = { requestTimeout: 0, http: { headersTimeout: bodyBounds.bodyMs } } as const;

/** Ends connections on which a body does not arrive. */
export function boundBodies(server: FastifyInstance, bounds: BodyBounds = bodyBounds): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { headers } = request.raw;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody) bound(server, request, reply, bounds);
    done();
  });
}

function bound(
  server: FastifyInstance,
  { raw, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  { bodyMs, idleMs, fileMs }: BodyBounds,
): void {
  const isUpload = routeOptions.config.isUpload === true;
  const fileUntil = performance.now() + fileMs;
  let read = raw.socket.bytesRead;
  const look = () => {
    if (raw.complete || raw.destroyed) return clearInterval(timer);
    const hasCome = raw.socket.bytesRead > read;
    read = raw.socket.bytesRead;
    // What still comes of a file that was answered is waited for no longer than for a form.
    if (isUpload && hasCome && !reply.sent && performance.now() < fileUntil) return;
    clearInterval(timer);
    const late = Object.assign(new Error('the body did not arrive'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.server.emit('clientError', late, raw.socket);
  };
  const timer = setInterval(look, isUpload ? idleMs : bodyMs);
  timer.unref();
  raw.once('close', () => clearInterval(timer));
}
