import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import { readPreferences } from '../../subscribers/preferences.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import type { PageContext } from '../http/context.js';
import { clientHash, networkHash } from '../links/client-hash.js';
import { gone, type Message, sendMessage, toPapers } from './message-page.js';
import { contextOf } from './preferences-context.js';

/**
 * To who left: since when, and the way back.
 * @param href where the way back is asked for, a path without the base
 */
export function leftMessage(texts: Texts, at: Date, href: string): Message {
  const { t, dates } = texts;
  return {
    heading: t('way-back.left', { day: dates.long(dateIn('UTC', at)) }),
    paragraphs: [t('way-back.left-next')],
    actions: [{ href, button: t('way-back.button') }],
    links: [toPapers(texts)],
  };
}

/** Who left comes back as they came: by a link to confirm, which goes to the address and to nobody else. */
export async function mailWayBack(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  subscriberId: number,
): Promise<FastifyReply> {
  const reader = await readPreferences(contextOf(context), subscriberId);
  if (reader?.state !== 'unsubscribed') return sendMessage(reply.code(410), context, gone);
  await requestSubscription(context.database, {
    address: reader.address,
    via: 'form',
    origin: { place: 'way-back', of: null, campaign: null },
    language: reader.language,
    clientHash: clientHash(context.keyring, request.ip),
    networkHash: networkHash(context.keyring, request.ip),
    // Who has the link has had a mail at the address.
    proven: true,
  });
  await context.queues.processSignups();
  return sendMessage(reply, context, (texts) => ({
    heading: texts.t('way-back.sent'),
    paragraphs: [texts.t('way-back.sent-next')],
    links: [toPapers(texts)],
  }));
}
