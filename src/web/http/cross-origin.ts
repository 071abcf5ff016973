import type { FastifyInstance } from 'fastify';

/** What anybody may read, programs in other people's pages too: nothing of a reader, an operator or the mailbox. */
const PUBLIC =
  /^\/(?:api\/(?:daily_papers|papers)(?:\/|$)|api\/v1\/(?:papers|search|digests)(?:\/|$)|feeds\/(?!:)|papers\/|daily\/|week\/|month\/|digests\/|sitemap)/;

/** Lets pages of other sites read what is public (Fetch standard, CORS); no cookie is ever sent along. */
export function allowCrossOriginReading(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    const path = (request.routeOptions.url ?? '').split('?', 1)[0] ?? '';
    if (PUBLIC.test(path)) reply.header('access-control-allow-origin', '*');
  });
}
