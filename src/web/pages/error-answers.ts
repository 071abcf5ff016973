import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorFacts } from '../../error-facts.js';
import { BroadsheetError } from '../../errors.js';
import type { PageContext } from '../http/context.js';
import type { KnownMethods } from '../http/known-methods.js';
import { type Problem, toProblem } from '../http/problem.js';
import { isFramed, sendFramedMessage } from './embed.js';
import { errorMessage } from './error-messages.js';
import { sendMessage } from './message-page.js';

/** Errors become problem details for programs and pages for people. */
export function answerErrors(server: FastifyInstance, context: PageContext, methodsOf: KnownMethods): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = hungUp(request) ? toProblem(unfinished()) : toProblem(error);
    if (problem.status >= 500) {
      const about = { code: problem.code, route: request.routeOptions.url ?? null };
      request.log.error({ ...about, error: errorFacts(error) }, 'request-failed');
    }
    const wait = error instanceof BroadsheetError ? error.details['retryAfterSeconds'] : undefined;
    if (wait !== undefined) reply.header('retry-after', String(wait));
    if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '10');
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return answer(context, request, reply, problem);
  });
  server.setNotFoundHandler(async (request, reply) => {
    const methods = methodsOf(request.url.split('?', 1)[0] ?? '');
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    const problem = toProblem(methods.length > 0 ? wrongMethod(request.method) : nothingThere());
    return answer(context, request, reply, problem);
  });
}

function nothingThere(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'There is nothing at this address.');
}

function wrongMethod(method: string): BroadsheetError {
  return new BroadsheetError(
    'METHOD_UNSUPPORTED',
    `There is no ${method} at this address; Allow names what is.`,
  );
}

/** Whoever hangs up in the middle of a body hears no answer, and is no fault of the service. */
function hungUp({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}

function unfinished(): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', 'The request ended before it was complete.');
}

/** A page that needs neither texts nor templates: one of those may be what failed. */
function plainPage({ status, title, detail }: Problem): string {
  const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body><main><h1>${status} ${escaped(title)}</h1><p>${escaped(detail)}</p></main></body>
</html>
`;
}

function answer(
  context: PageContext,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<FastifyReply> | FastifyReply {
  reply.code(problem.status);
  if (wantsPage(request)) {
    const wait = Number(reply.getHeader('retry-after') ?? Number.NaN);
    const waitSeconds = Number.isNaN(wait) ? null : wait;
    const send = isFramed(request) ? sendFramedMessage : sendMessage;
    return send(reply, context, (texts) => errorMessage(texts, problem, waitSeconds)).catch(
      (error: unknown) => {
        request.log.error({ error: errorFacts(error) }, 'error-page-plain');
        return reply.type('text/html; charset=utf-8').send(plainPage(problem));
      },
    );
  }
  return reply.type('application/problem+json').send(JSON.stringify(problem));
}

/** The API always answers as one; elsewhere a client that asks for JSON and not for HTML gets it. */
function wantsPage(request: FastifyRequest): boolean {
  // What cannot be read was routed elsewhere; it was asked of the API all the same.
  if (request.originalUrl.startsWith('/api/')) return false;
  const accept = request.headers.accept ?? '';
  return accept.includes('text/html') || !accept.includes('json');
}
