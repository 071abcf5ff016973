import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageContext } from '../context.js';
import { sendCached } from '../send-cached.js';
import type { ViewName, Views } from '../views.js';

const HTML = 'text/html; charset=utf-8';

export async function sendPage(
  reply: FastifyReply,
  views: Views,
  view: ViewName,
  values: object,
): Promise<FastifyReply> {
  return reply.type(HTML).send(views.render(view, values));
}

/** A page of papers, which is the same for everybody. */
export async function sendDay(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  view: () => Promise<object>,
): Promise<FastifyReply> {
  return sendShared(request, reply, context, async () => ['day', await view()]);
}

/** Any page that is the same for everybody. */
export async function sendShared(
  request: FastifyRequest,
  reply: FastifyReply,
  { pages, views }: PageContext,
  make: () => Promise<readonly [ViewName, object]>,
): Promise<FastifyReply> {
  return sendCached(request, reply, pages, async () => {
    const [view, values] = await make();
    return { type: HTML, text: views.render(view, values) };
  });
}
