import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { resumeUrl } from '../../model/links.js';
import { linkStanding } from '../../subscribers/link-standing.js';
import { resumeSubscription } from '../../subscribers/resume-subscription.js';
import type { PageContext, WebServer } from '../http/context.js';
import { signedClaimOf } from '../links/link-claim.js';
import { comingMail } from '../sentences/coming-mail.js';
import { gone, type Message, noMail, sendMessage, toPapers, toSubscribe } from './message-page.js';

const Params = Type.Object({ token: Type.String() });

/** Takes leaving back, by a button. */
export function resumePages(server: WebServer, context: PageContext): void {
  server.get('/resume/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    signedClaimOf(context, 'resume', token);
    return sendMessage(reply, context, (texts) => question(texts, resumeUrl('', token)));
  });

  server.post('/resume/:token', { schema: { params: Params } }, async (request, reply) => {
    const { subscriberId, serial } = signedClaimOf(context, 'resume', request.params.token);
    const now = context.clock();
    const outcome = await resumeSubscription(context.database, { subscriberId, serial, now });
    if (outcome === 'gone') return sendMessage(reply.code(410), context, gone);
    if (outcome === 'refused') return refuse(reply, context, subscriberId);
    const coming = await comingMail(context, subscriberId, 'next');
    return sendMessage(reply, context, (texts) => ({
      heading: outcome === 'resumed' ? texts.t('resume.done') : texts.t('resume.before'),
      paragraphs: coming(texts),
    }));
  });
}

function question({ t }: Texts, href: string): Message {
  return {
    heading: t('resume.title'),
    paragraphs: [t('resume.what')],
    actions: [{ href, button: t('resume.button') }],
    links: [],
  };
}

/** Who left once more since, or whose address was found to take no mail, comes back by the form. */
async function refuse(reply: FastifyReply, context: PageContext, id: number): Promise<FastifyReply> {
  const standing = await linkStanding(context.database, id, null);
  const isNamed = 'at' in standing && standing.kind !== 'left';
  return sendMessage(reply.code(409), context, (texts) =>
    isNamed ? noMail(texts, standing, context) : refused(texts),
  );
}

function refused(texts: Texts): Message {
  return {
    heading: texts.t('resume.refused'),
    paragraphs: [texts.t('resume.refused-next')],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
