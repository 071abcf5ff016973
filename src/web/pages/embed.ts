import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { framedOrigin } from '../forms/card-origin.js';
import { type CardToProve, type TakenCard, takeCard } from '../forms/take-card.js';
import type { PageContext, WebServer } from '../http/context.js';
import { framedBy } from '../http/security-headers.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { type CardState, freshCard } from './card-state.js';
import { type Message, toSubscribe, withActions } from './message-page.js';
import { sendPage } from './send-page.js';
import { checkYourInbox } from './subscribe.js';

const CARD = '/embed';
const framedCard: CardState = { ...freshCard, action: CARD, framed: true };

/** Whether the answer is shown in a frame. */
export function isFramed({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === CARD;
}

/** The subscribe card alone, for frames on pages of the allowed origins; where there are none it does not exist. */
export function embedPages(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  const { embedOrigins } = context.config;
  if (embedOrigins.length === 0) return;
  const helmet = framedBy(embedOrigins);
  server.get(CARD, { helmet }, async (request, reply) =>
    sendCard(reply, context, { ...framedCard, origin: framedOrigin(request, embedOrigins) }),
  );

  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await takeCard(request, context);
    if ('taken' in answer) return sendTaken(reply, context, answer.taken);
    if ('prove' in answer) return sendProof(reply.code(422), context, answer.prove);
    return sendCard(reply.code(422), context, { ...framedCard, ...answer.refused });
  };
  server.post(CARD, { helmet, onRequest: signupLimit }, show);
}

function sendCard(reply: FastifyReply, context: PageContext, form: CardState): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', () => ({ form, prove: null, told: null, again: null }));
}

function sendProof(reply: FastifyReply, context: PageContext, prove: CardToProve): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', () => ({
    ...{ form: null, told: null, again: null },
    prove: { ...prove, action: CARD },
  }));
}

const toldOf = (message: Message) => ({ ...message, ...withActions(message) });

function sendTaken(reply: FastifyReply, context: PageContext, taken: TakenCard): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', (texts) => ({
    form: null,
    prove: null,
    told: toldOf(checkYourInbox(context, texts, taken, CARD)),
    again: null,
  }));
}

/** A message as the frame has room for it, with a way back to the card. */
export function sendFramedMessage(
  reply: FastifyReply,
  context: PageContext,
  make: (texts: Texts) => Message,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', (texts) => ({
    form: null,
    prove: null,
    told: toldOf(make(texts)),
    again: { ...toSubscribe(texts), href: CARD },
  }));
}
