import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { dataRequestUrl, yourDataUrl } from '../../model/links.js';
import { mailAboutData } from '../../subscribers/data-mails.js';
import { eraseReader } from '../../subscribers/erase-reader.js';
import { exportSubscriber, type SubscriberExport } from '../../subscribers/export-subscriber.js';
import { linkStanding } from '../../subscribers/link-standing.js';
import type { PageContext, WebServer } from '../http/context.js';
import { askingClaimOf } from '../links/data-request.js';
import { claimOf } from '../links/link-claim.js';
import { heldWords } from './held-words.js';
import { gone, type Message, noMail, sendMessage, toPapers, toSubscribe } from './message-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/**
 * What is held about a reader, to be taken along or erased, by a link that is mailed to who asks for it; the latter
 * after one more page, and a mail says that either was done.
 */
export function yourDataPages(server: WebServer, context: PageContext): void {
  requestPages(server, context);
  server.get('/your-data/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const held = await heldBehind(context, token);
    return held === null
      ? sendMessage(reply.code(410), context, gone)
      : sendMessage(reply, context, (texts) => overview(texts, held, yourDataUrl('', token)));
  });

  server.get('/your-data/:token/export.json', { schema }, async (request, reply) => {
    const held = await heldBehind(context, request.params.token);
    if (held === null) return sendMessage(reply.code(410), context, gone);
    const { subscriberId } = await claimOf(context, 'data', request.params.token);
    await mailAboutData(context.database, 'data-exported', { subscriberId, now: context.clock() });
    await context.queues.sendNotices();
    return sendExport(reply, held);
  });

  server.get('/your-data/:token/erase', { schema }, async (request, reply) => {
    const { token } = request.params;
    await claimOf(context, 'data', token);
    return sendMessage(reply, context, (texts) => question(texts, yourDataUrl('', token)));
  });

  server.post('/your-data/:token/erase', { schema }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'data', request.params.token);
    await eraseReader(context, subscriberId);
    return sendMessage(reply, context, erased);
  });
}

/** Where the link to it is asked for, behind the other personal links. */
function requestPages(server: WebServer, context: PageContext): void {
  server.get('/your-data/request/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    await askingClaimOf(context, token);
    return sendMessage(reply, context, (texts) => offer(texts, dataRequestUrl('', token)));
  });

  server.post('/your-data/request/:token', { schema }, async (request, reply) => {
    const { subscriberId } = await askingClaimOf(context, request.params.token);
    const now = context.clock();
    const standing = await linkStanding(context.database, subscriberId, null);
    if ('at' in standing && standing.kind !== 'left') {
      return sendMessage(reply.code(409), context, (texts) => noMail(texts, standing, context));
    }
    const known = await mailAboutData(context.database, 'data-link', { subscriberId, now });
    if (!known) return sendMessage(reply.code(410), context, gone);
    await context.queues.sendNotices();
    return sendMessage(reply, context, onItsWay);
  });
}

function offer({ t }: Texts, href: string): Message {
  return {
    heading: t('your-data.title'),
    paragraphs: [t('your-data.ask')],
    actions: [{ href, button: t('your-data.ask-button') }],
  };
}

function onItsWay(texts: Texts): Message {
  return {
    heading: texts.t('your-data.asked'),
    paragraphs: [texts.t('your-data.asked-next')],
    links: [toPapers(texts)],
  };
}

async function heldBehind(context: PageContext, token: string): Promise<SubscriberExport | null> {
  const { subscriberId } = await claimOf(context, 'data', token);
  return exportSubscriber(context.database, subscriberId, context.clock());
}

function sendExport(reply: FastifyReply, held: SubscriberExport): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', 'attachment; filename="your-data.json"')
    .type('application/json; charset=utf-8')
    .send(`${JSON.stringify(held, null, 2)}\n`);
}

function overview(texts: Texts, { subscriber, held }: SubscriberExport, href: string): Message {
  return {
    heading: texts.t('your-data.title'),
    paragraphs: [
      texts.t('your-data.address', {
        address: String(subscriber['address']),
        state: String(subscriber['state']),
      }),
      texts.t('your-data.beside', { held: heldWords(texts, held) || texts.t('your-data.nothing') }),
      texts.t('your-data.untold'),
    ],
    links: [
      { href: `${href}/export.json`, text: texts.t('your-data.download') },
      { href: `${href}/erase`, text: texts.t('your-data.to-erase') },
      toPapers(texts),
    ],
  };
}

function question({ t }: Texts, href: string): Message {
  return {
    heading: t('your-data.erase'),
    paragraphs: [t('your-data.erase-what'), t('your-data.erase-stays')],
    actions: [{ href: `${href}/erase`, button: t('your-data.erase') }],
    links: [{ href, text: t('your-data.keep') }],
  };
}

/** The same when it is pressed again. */
function erased(texts: Texts): Message {
  return {
    heading: texts.t('your-data.erased'),
    paragraphs: [texts.t('your-data.erased-next')],
    links: [toPapers(texts), toSubscribe(texts)],
  };
}
