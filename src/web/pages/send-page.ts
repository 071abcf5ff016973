import type { FastifyReply } from 'fastify';
import type { ViewName, Views } from '../views.js';

export async function sendPage(
  reply: FastifyReply,
  views: Views,
  view: ViewName,
  values: object,
): Promise<FastifyReply> {
  return reply.type('text/html; charset=utf-8').send(views.render(view, values));
}
