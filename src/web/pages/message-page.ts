import type { FastifyReply } from 'fastify';
import { dateIn } from '../../model/calendar-date.js';
import { longDate } from '../../rendering/dates.js';
import type { PageContext } from '../context.js';
import { sendPage } from './send-page.js';

/** A button that changes something; everything else on a page is a link. */
export interface Action {
  /** Path without the base. */
  readonly href: string;
  readonly button: string;
  readonly note?: string;
  readonly quiet?: boolean;
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

export const toPapers: WayOn = { href: '/', text: 'Read today’s papers' };
export const toSubscribe: WayOn = { href: '/subscribe', text: 'Subscribe again' };
export const toDigests: WayOn = { href: '/digests', text: 'All digests' };

/** The link is fine, but who it was made for is not kept any more. */
export const gone: Message = {
  heading: 'This address is not on the list',
  paragraphs: ['What was kept of it was erased. To get the digest, subscribe again.'],
  links: [toSubscribe, toPapers],
};

/** Such pages stand behind links in mail: they are never cached. */
export function sendMessage(
  reply: FastifyReply,
  context: PageContext,
  message: Message,
): Promise<FastifyReply> {
  const { heading, paragraphs, actions = [], links = [toPapers] } = message;
  reply.header('cache-control', 'no-store');
  const dateline = todaysDateline(context);
  return sendPage(reply, context, 'message', { heading, paragraphs, actions, links, dateline });
}

/** The date under the masthead. */
export function todaysDateline({ clock, config }: Pick<PageContext, 'clock' | 'config'>): string {
  return longDate(dateIn(config.digestTimezone, clock()));
}
