import type { FastifyInstance } from 'fastify';
import { errorFacts } from '../../error-facts.js';
import type { WebContext } from './context.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What a request changed about who gets mail is written down outside the database before it is answered: who was told
 * of having left has left, whatever becomes of the database. Where that cannot be written the answer stays as it is.
 */
export function noteDepartures(server: FastifyInstance, { departures, log }: WebContext): void {
  if (departures === undefined) return;
  server.addHook('onSend', async (request, reply, payload) => {
    if (!READING.has(request.method) && reply.statusCode < 400) {
      await departures
        .note()
        .catch((error: unknown) => log.warn({ error: errorFacts(error) }, 'departures-not-written'));
    }
    return payload;
  });
}
