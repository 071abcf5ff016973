import type { FastifyReply } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import type { PageContext } from '../http/context.js';
import { whyNoMail } from '../sentences/why-no-mail.js';
import { sendPage } from './send-page.js';

/** A button that changes something; everything else on a page is a link. */
export interface Action {
  /** Path without the base. */
  readonly href: string;
  readonly button: string;
  readonly note?: string;
  readonly quiet?: boolean;
  /** What the form sends beside its button. */
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
}

export interface WayOn {
  readonly href: string;
  readonly text: string;
}

/** A page that is a few sentences and what to do next. */
export interface Message {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly actions?: readonly Action[];
  readonly links?: readonly WayOn[];
}

export function toPapers(texts: Texts): WayOn {
  return { href: '/', text: texts.t('message.to-papers') };
}

export function toSubscribe(texts: Texts): WayOn {
  return { href: '/subscribe', text: texts.t('message.to-subscribe') };
}

export function toDigests(texts: Texts): WayOn {
  return { href: '/digests', text: texts.t('message.to-digests') };
}

/** The link is from before its reader left, or before the address was found to take no mail. */
export function noMail(
  texts: Texts,
  standing: Parameters<typeof whyNoMail>[1],
  { config }: Pick<PageContext, 'config'>,
): Message {
  const { heading, next } = whyNoMail(texts, standing, config.digestTimezone);
  const links = standing.kind === 'stopped' ? [toPapers(texts)] : [toSubscribe(texts), toPapers(texts)];
  return { heading, paragraphs: [next], links };
}

/** The link is fine, but who it was made for is not kept any more. */
export function gone(texts: Texts): Message {
  return {
    heading: texts.t('message.gone'),
    paragraphs: [texts.t('message.gone-next')],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}

/** A message in the visitor's language. Such pages stand behind links in mail: they are never cached. */
export function sendMessage(
  reply: FastifyReply,
  context: PageContext,
  make: (texts: Texts) => Message,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'message', (texts) => {
    const message = make(texts);
    const { links = [toPapers(texts)] } = message;
    return { ...message, ...withActions(message), links, dateline: todaysDateline(context, texts) };
  });
}

/** The buttons of a message as templates show them. */
export function withActions({ actions = [] }: Message) {
  return { actions: actions.map((action) => ({ fields: [], ...action })) };
}

/** The date under the masthead. */
export function todaysDateline(
  { clock, config }: Pick<PageContext, 'clock' | 'config'>,
  texts: Texts,
): string {
  return texts.dates.long(dateIn(config.digestTimezone, clock()));
}
