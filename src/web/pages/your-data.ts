import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { yourDataUrl } from '../../model/links.js';
import { exportSubscriber, type SubscriberExport } from '../../subscribers/export-subscriber.js';
import type { Texts } from '../../texts/texts.js';
import type { PageContext, WebServer } from '../context.js';
import { eraseReader } from '../erase-reader.js';
import { claimOf } from '../link-claim.js';
import { heldWords } from './held-words.js';
import { gone, type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/** What is held about a reader, to be taken along or erased; the latter after one more page. */
export function yourDataPages(server: WebServer, context: PageContext): void {
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
    return sendExport(reply, held);
  });

  server.get('/your-data/:token/erase', { schema }, async (request, reply) => {
    const { token } = request.params;
    await claimOf(context, 'data', token);
    return sendMessage(reply, context, () => question(yourDataUrl('', token)));
  });

  server.post('/your-data/:token/erase', { schema }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'data', request.params.token);
    await eraseReader(context, subscriberId);
    return sendMessage(reply, context, erased);
  });
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
    heading: 'What is kept about you',
    paragraphs: [
      `Your address ${subscriber['address']}, with the state of the subscription: ${subscriber['state']}.`,
      `Beside it: ${heldWords(held) || 'nothing'}.`,
      'Nothing tells which links you opened, or whether you opened a mail. This page works for a day.',
    ],
    links: [
      { href: `${href}/export.json`, text: 'Download all of it (JSON)' },
      { href: `${href}/erase`, text: 'Erase all of it' },
      toPapers(texts),
    ],
  };
}

function question(href: string): Message {
  return {
    heading: 'Erase everything',
    paragraphs: [
      'Press the button, and the subscription ends and all that is kept about you is deleted: address, consent record, mails, votes, saved papers, preferences. It takes effect at once and cannot be undone.',
      'One thing stays: a keyed hash of the address, from which it cannot be read. It keeps others from adding you again. You can subscribe again yourself at any time.',
    ],
    actions: [{ href: `${href}/erase`, button: 'Erase everything' }],
    links: [{ href, text: 'Keep it, and go back' }],
  };
}

/** The same when it is pressed again. */
function erased(texts: Texts): Message {
  return {
    heading: 'Everything is erased.',
    paragraphs: ['No mail comes to you any more, not even one that says so.'],
    links: [toPapers(texts), toSubscribe(texts)],
  };
}
