import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { framedOrigin } from '../forms/form-origin.js';
import { type FormToProve, type TakenForm, takeForm } from '../forms/take-form.js';
import type { PageContext, WebServer } from '../http/context.js';
import { framedBy } from '../http/security-headers.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { type Message, toSubscribe, withActions } from './message-page.js';
import { sendPage } from './send-page.js';
import { checkYourInbox } from './subscribe.js';
import { freshForm, type SubscribeForm } from './subscribe-form.js';

const EMBED = '/embed';
const framedForm: SubscribeForm = { ...freshForm, action: EMBED, framed: true };

/** Whether the answer is shown in a frame. */
export function isFramed({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === EMBED;
}

/** The subscribe form alone, for frames on pages of the allowed origins; where there are none it does not exist. */
export function embedPages(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  const { embedOrigins } = context.config;
  if (embedOrigins.length === 0) return;
  const helmet = framedBy(embedOrigins);
  server.get(EMBED, { helmet }, async (request, reply) =>
    sendForm(reply, context, { ...framedForm, origin: framedOrigin(request, embedOrigins) }),
  );

  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await takeForm(request, context);
    if ('taken' in answer) return sendTaken(reply, context, answer.taken);
    if ('prove' in answer) return sendProof(reply.code(422), context, answer.prove);
    return sendForm(reply.code(422), context, { ...framedForm, ...answer.refused });
  };
  server.post(EMBED, { helmet, onRequest: signupLimit }, show);
}

function sendForm(reply: FastifyReply, context: PageContext, form: SubscribeForm): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', () => ({ form, prove: null, told: null, again: null }));
}

function sendProof(reply: FastifyReply, context: PageContext, prove: FormToProve): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', () => ({
    ...{ form: null, told: null, again: null },
    prove: { ...prove, action: EMBED },
  }));
}

const toldOf = (message: Message) => ({ ...message, ...withActions(message) });

function sendTaken(reply: FastifyReply, context: PageContext, taken: TakenForm): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'embed', (texts) => ({
    form: null,
    prove: null,
    told: toldOf(checkYourInbox(context, texts, taken, EMBED)),
    again: null,
  }));
}

/** A message as the frame has room for it, with a way back to the form. */
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
    again: { ...toSubscribe(texts), href: EMBED },
  }));
}
