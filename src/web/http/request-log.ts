import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** A logger for requests that knows only the pattern of a route: URLs hold tokens, queries hold addresses. */
export function requestLogger(log: Logger): FastifyBaseLogger {
  return log.child(
    { room: 'web' },
    {
      serializers: {
        req: (request: { method?: string; routeOptions?: { url?: string } }) => ({
          method: request.method,
          route: request.routeOptions?.url ?? null,
        }),
        res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      },
    },
  );
}

/** What is told of an answered request beside the log. */
export type OnAnswered = (answer: {
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}) => void;

/** One line for each answered request. */
export function logRequests(server: FastifyInstance, onAnswered?: OnAnswered): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? null;
    onAnswered?.({ route, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}
