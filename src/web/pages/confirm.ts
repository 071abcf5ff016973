import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { confirmUrl } from '../../model/links.js';
import type { LinkClaim } from '../../signing/link-token.js';
import { confirmSubscription } from '../../subscribers/confirm-subscription.js';
import { type LinkStanding, linkStanding } from '../../subscribers/link-standing.js';
import type { PageContext, WebServer } from '../http/context.js';
import { clientHash } from '../links/client-hash.js';
import { claimOf } from '../links/link-claim.js';
import { comingMail } from '../sentences/coming-mail.js';
import { sendChoice } from './choose.js';
import { gone, type Message, noMail, sendMessage } from './message-page.js';

const Params = Type.Object({ token: Type.String() });

/** The link opens a page; its button confirms. Mail scanners follow links, so GET changes nothing. */
export function confirmPages(server: WebServer, context: PageContext): void {
  server.get('/confirm/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    const claim = await claimOf(context, 'confirm', token);
    const standing = await standingOf(context, claim);
    if (await isPast(reply, context, standing)) return reply;
    const href = confirmUrl('', token);
    if (standing.kind === 'open') return sendMessage(reply, context, (texts) => question(texts, href));
    const coming = await comingMail(context, claim.subscriberId, 'next');
    return sendMessage(reply, context, (texts) => usedBefore(texts, href, coming(texts)));
  });

  server.post('/confirm/:token', { schema: { params: Params } }, async (request, reply) => {
    const claim = await claimOf(context, 'confirm', request.params.token);
    const outcome = await confirmSubscription(context.database, {
      subscriberId: claim.subscriberId,
      serial: claim.serial,
      via: 'link',
      clientHash: clientHash(context.keyring, request.ip),
      now: context.clock(),
    });
    if (outcome === 'superseded' || outcome === 'gone') {
      const isSaid = await isPast(reply, context, await standingOf(context, claim));
      return isSaid ? reply : sendMessage(reply.code(410), context, gone);
    }
    if (outcome === 'confirmed') await context.queues.sendNotices();
    return welcome(reply, context, claim, outcome);
  });
}

function standingOf({ database }: PageContext, { subscriberId, serial }: LinkClaim): Promise<LinkStanding> {
  return linkStanding(database, subscriberId, serial);
}

/** Says what is true of a link that confirms nothing any more; false where it still does, or did. */
async function isPast(reply: FastifyReply, context: PageContext, standing: LinkStanding): Promise<boolean> {
  if (standing.kind === 'open' || standing.kind === 'done') return false;
  if (standing.kind === 'superseded') throw new BroadsheetError('TOKEN_REPLACED', 'A newer link was sent.');
  reply.code(410);
  if ('at' in standing) await sendMessage(reply, context, (texts) => noMail(texts, standing, context));
  else await sendMessage(reply, context, gone);
  return true;
}

function question({ t }: Texts, href: string): Message {
  return {
    heading: t('confirm.title'),
    paragraphs: [t('confirm.what')],
    actions: [{ href, button: t('confirm.button') }],
    links: [],
  };
}

/** Who opens the mail once more is told that nothing is left to do; the button leads on to what can be chosen. */
function usedBefore({ t }: Texts, href: string, coming: readonly string[]): Message {
  return {
    heading: t('confirm.done'),
    paragraphs: [t('confirm.before'), ...coming],
    actions: [{ href, button: t('confirm.choose') }],
    links: [],
  };
}

async function welcome(
  reply: FastifyReply,
  context: PageContext,
  claim: LinkClaim,
  outcome: 'confirmed' | 'already',
): Promise<FastifyReply> {
  const which = outcome === 'confirmed' ? 'first' : 'next';
  const coming = await comingMail(context, claim.subscriberId, which);
  return sendChoice(reply, context, claim, {
    words: (texts) => ({
      heading: outcome === 'confirmed' ? texts.t('confirm.done') : texts.t('confirm.before'),
      paragraphs: coming(texts),
    }),
  });
}
