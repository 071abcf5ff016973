import type { FastifyReply } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { formOrigin } from '../forms/form-origin.js';
import { type FormToProve, type TakenForm, takeForm } from '../forms/take-form.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { type Message, sendMessage, todaysDateline, toPapers, type WayOn } from './message-page.js';
import { sendPage } from './send-page.js';
import { freshForm, type SubscribeForm } from './subscribe-form.js';

export function subscribePages(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  server.get('/subscribe', async (request, reply) =>
    sendForm(reply, context, { ...freshForm, origin: formOrigin(request) }),
  );

  server.post('/subscribe', { onRequest: signupLimit }, async (request, reply) => {
    const answer = await takeForm(request, context);
    if ('taken' in answer)
      return sendMessage(reply, context, (texts) => checkYourInbox(context, texts, answer.taken));
    if ('prove' in answer) return sendProof(reply.code(422), context, answer.prove);
    return sendForm(reply.code(422), context, { ...freshForm, ...answer.refused });
  });
}

function sendForm(reply: FastifyReply, context: PageContext, form: SubscribeForm): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'subscribe', (texts) => ({
    form,
    dateline: todaysDateline(context, texts),
  }));
}

function sendProof(reply: FastifyReply, context: PageContext, prove: FormToProve): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'prove', (texts) => ({
    prove: { ...prove, action: freshForm.action },
    dateline: todaysDateline(context, texts),
  }));
}

/**
 * The same for every address, whatever is known of it; one that was probably mistyped is asked about.
 * @param form where that is sent, a path without the base
 */
export function checkYourInbox(
  { mailbox }: PageContext,
  texts: Texts,
  { address, delayed, proposal }: TakenForm,
  form = freshForm.action,
): Message {
  const { t } = texts;
  const toMailbox: WayOn = { href: '/mailbox', text: t('subscribe.to-mailbox') };
  return {
    heading: t('subscribe.check'),
    paragraphs: [
      t(delayed ? 'subscribe.check-delayed' : 'subscribe.check-confirm', { address }),
      proposal === null ? t('subscribe.check-absent') : t('subscribe.meant', { address: proposal.address }),
    ],
    actions:
      proposal === null
        ? []
        : [
            {
              href: form,
              button: t('subscribe.meant-button', { address: proposal.address }),
              fields: proposal.fields,
            },
          ],
    links: [
      ...(mailbox === null ? [] : [toMailbox]),
      { href: '/subscribe', text: t('subscribe.retype') },
      toPapers(texts),
    ],
  };
}
