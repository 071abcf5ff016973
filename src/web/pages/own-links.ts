import type { FastifyReply } from 'fastify';
import { readTypedAddress } from '../../model/typed-address.js';
import { insertLinkRequest } from '../../store/subscribers/link-requests.js';
import { addressHash } from '../../subscribers/keyring.js';
import { addressFaultSentence } from '../forms/fault-sentences.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { sendMessage, todaysDateline, toPapers, toSubscribe } from './message-page.js';
import { sendPage } from './send-page.js';

/** Where who has no mail at hand asks for the links in it; the pages behind them say so where the link is absent. */
const OWN_LINKS = '/your-links';

/** The links to a reader's own pages, by mail to who asks for them. The answer is the same for every address. */
export function ownLinksPages(server: WebServer, context: PageContext, limit: ClientLimit): void {
  for (const url of [OWN_LINKS, '/preferences', '/unsubscribe']) {
    server.get(url, (_request, reply) => sendForm(reply, context, { address: '', error: null }));
  }

  server.post(OWN_LINKS, { onRequest: limit }, async (request, reply) => {
    const { address: typed } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const read = readTypedAddress(typeof typed === 'string' ? typed : '');
    if (!read.ok) {
      const error = addressFaultSentence(textsFor(context, request), read.fault);
      const address = String(typed ?? '').slice(0, 320);
      return sendForm(reply.code(422), context, { address, error });
    }
    const { address } = read.parts;
    await insertLinkRequest(context.database, addressHash(context.keyring, address), context.clock());
    await context.queues.processSignups();
    return sendMessage(reply, context, (texts) => ({
      heading: texts.t('own-links.sent'),
      paragraphs: [texts.t('own-links.sent-to', { address }), texts.t('own-links.absent')],
      links: [toSubscribe(texts), toPapers(texts)],
    }));
  });
}

function sendForm(
  reply: FastifyReply,
  context: PageContext,
  form: { readonly address: string; readonly error: string | null },
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'own-links', (texts) => ({
    action: OWN_LINKS,
    ...form,
    dateline: todaysDateline(context, texts),
  }));
}
