import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { PageContext, WebServer } from '../context.js';
import { crossSiteGate } from '../cross-site-gate.js';
import { framedBy } from '../security-headers.js';
import { takeCard } from '../take-card.js';
import { sendPage } from './send-page.js';
import { type CardState, checkYourInbox, freshCard } from './subscribe.js';

const framedCard: CardState = { ...freshCard, action: '/embed', framed: true };

/** The subscribe card alone, for frames on pages of the allowed origins; where there are none it does not exist. */
export function embedPages(
  server: WebServer,
  context: PageContext,
  signupGate: onRequestAsyncHookHandler,
): void {
  const { embedOrigins } = context.config;
  if (embedOrigins.length === 0) return;
  const helmet = framedBy(embedOrigins);
  server.get('/embed', { helmet }, async (_request, reply) => sendCard(reply, context, framedCard));

  const onRequest = [crossSiteGate([]), signupGate];
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    const refused = await takeCard(request, context);
    return refused === null
      ? sendCard(reply, context, null)
      : sendCard(reply.code(422), context, { ...framedCard, ...refused });
  };
  server.post('/embed', { helmet, onRequest }, show);
}

/** @param form null: it was taken */
function sendCard(reply: FastifyReply, context: PageContext, form: CardState | null): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', (texts) => ({ form, taken: checkYourInbox(context, texts) }));
}
