import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { sendCurrent } from '../../mailing/send-current.js';
import { currentDigestUrl, digestPageUrl } from '../../model/links.js';
import type { PageContext, WebServer } from '../http/context.js';
import { claimOf } from '../links/link-claim.js';
import { gone, type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const Params = Type.Object({ token: Type.String() });

/** A reader who does not want to wait asks for the newest digest, once. */
export function currentDigestPages(server: WebServer, context: PageContext): void {
  server.get('/current-digest/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    await claimOf(context, 'digest', token);
    return sendMessage(reply, context, (texts) => question(texts, currentDigestUrl('', token)));
  });

  server.post('/current-digest/:token', { schema: { params: Params } }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'digest', request.params.token);
    const { outcome, digest } = await sendCurrent(context, subscriberId);
    if (outcome === 'unknown') return sendMessage(reply.code(410), context, gone);
    if (outcome === 'not-subscribed') return sendMessage(reply.code(409), context, notSubscribed);
    if (digest === null) return sendMessage(reply, context, nothingYet);
    return sendMessage(reply, context, (texts) => ({
      ...(outcome === 'sent' ? onItsWay(texts) : sentBefore(texts)),
      links: [{ href: digestPageUrl('', digest), text: texts.t('current-digest.read') }, toPapers(texts)],
    }));
  });
}

function question({ t }: Texts, href: string): Message {
  return {
    heading: t('current-digest.title'),
    paragraphs: [t('current-digest.what')],
    actions: [{ href, button: t('current-digest.button') }],
  };
}

function onItsWay({ t }: Texts): Message {
  return { heading: t('current-digest.sent'), paragraphs: [t('current-digest.sent-next')] };
}

function sentBefore({ t }: Texts): Message {
  return { heading: t('current-digest.sent-before'), paragraphs: [t('current-digest.sent-before-next')] };
}

function nothingYet({ t }: Texts): Message {
  return { heading: t('current-digest.none-yet'), paragraphs: [t('current-digest.none-yet-next')] };
}

function notSubscribed(texts: Texts): Message {
  return {
    heading: texts.t('current-digest.not-subscribed'),
    paragraphs: [texts.t('current-digest.not-subscribed-next')],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
