import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { privateFeedUrl, yourFeedsUrl } from '../../model/links.js';
import { digestEntry } from '../../rendering/feeds/digest-entry.js';
import { type Feed, newestOf } from '../../rendering/feeds/feed.js';
import { atom, type FeedFormat, jsonFeed } from '../../rendering/feeds/feed-formats.js';
import { readersDigests } from '../../store/deliveries/readers-digests.js';
import { changePrivateFeeds, findPrivateFeeds } from '../../store/subscribers/private-feeds.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ReaderLimit } from '../limits/rate-limits.js';
import { feedLinks } from '../links/feed-links.js';
import { claimOf, signedClaimOf } from '../links/link-claim.js';
import { gone, type Message, sendMessage, todaysDateline } from '../pages/message-page.js';
import { sendPage } from '../pages/send-page.js';
import { feedLook } from './feed-look.js';

const schema = { params: Type.Object({ token: Type.String() }) };
const ENTRIES = 15;

const formats = [
  { file: 'atom.xml', format: atom },
  { file: 'feed.json', format: jsonFeed },
] as const;

/** A reader's own digests as Atom and JSON Feed, under addresses that the reader can change. */
export function privateFeedPages(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  feeds(server, context);

  server.get('/your-feeds/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    const known = await findPrivateFeeds(context.database, subscriberId);
    if (known === null) return sendMessage(reply.code(410), context, gone);
    reply.header('cache-control', 'no-store');
    return sendPage(reply, context, 'private-feeds', (texts) => ({
      dateline: todaysDateline(context, texts),
      action: yourFeedsUrl('', token),
      ...feedLinks(context, subscriberId, known),
    }));
  });

  server.post('/your-feeds/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    await limit(request, subscriberId);
    if (!(await changePrivateFeeds(context.database, subscriberId, context.clock()))) {
      return sendMessage(reply.code(410), context, gone);
    }
    return reply.redirect(`${context.base}${yourFeedsUrl('', token)}`, 303);
  });
}

function feeds(server: WebServer, context: PageContext): void {
  for (const { file, format } of formats) {
    server.get(`/feeds/:token/${file}`, { schema }, async (request, reply) => {
      const { token } = request.params;
      const { subscriberId, serial } = signedClaimOf(context, 'feed', token);
      const known = await findPrivateFeeds(context.database, subscriberId);
      if (known === null) return sendMessage(reply.code(410), context, gone);
      if (known.serial !== serial) return sendMessage(reply.code(410), context, changed);
      const digests = await readersDigests(context.database, subscriberId, ENTRIES);
      const { siteName, publicUrl } = context.config;
      const texts = context.texts[known.language];
      const entries = digests.map((digest) => digestEntry(texts, { publicUrl }, digest));
      const feed: Feed = {
        language: known.language,
        title: texts.t('private-feeds.feed-title', { site: siteName }),
        description: null,
        pageUrl: `${publicUrl}/`,
        selfUrl: privateFeedUrl(publicUrl, token, file),
        author: siteName,
        updated: newestOf(entries, known.changedAt),
        look: feedLook(context.config),
        entries,
      };
      return sendFeed(request, reply, format, feed);
    });
  }
}

/** Programs that read feeds ask every hour, and mostly nothing has changed. */
function sendFeed(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, write }: FeedFormat,
  feed: Feed,
): FastifyReply {
  const body = write(feed);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', etag).header('cache-control', 'private, max-age=900');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type(`${mediaType}; charset=utf-8`).send(body);
}

function changed({ t }: Texts): Message {
  return { heading: t('private-feeds.changed'), paragraphs: [t('private-feeds.changed-next')] };
}
