import Type from 'typebox';
import { resumeUrl } from '../../model/links.js';
import { resumeSubscription } from '../../subscribers/resume-subscription.js';
import type { Texts } from '../../texts/texts.js';
import { comingMail } from '../coming-mail.js';
import type { PageContext, WebServer } from '../context.js';
import { signedClaimOf } from '../link-claim.js';
import { gone, type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const Params = Type.Object({ token: Type.String() });

/** Takes leaving back, by a button. */
export function resumePages(server: WebServer, context: PageContext): void {
  server.get('/resume/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    signedClaimOf(context, 'resume', token);
    return sendMessage(reply, context, () => question(resumeUrl('', token)));
  });

  server.post('/resume/:token', { schema: { params: Params } }, async (request, reply) => {
    const { subscriberId, serial } = signedClaimOf(context, 'resume', request.params.token);
    const now = context.clock();
    const outcome = await resumeSubscription(context.database, { subscriberId, serial, now });
    if (outcome === 'gone') return sendMessage(reply.code(410), context, gone);
    if (outcome === 'refused') return sendMessage(reply.code(409), context, refused);
    const heading = outcome === 'resumed' ? 'You are subscribed again.' : 'You are subscribed.';
    const coming = await comingMail(context, subscriberId, 'next');
    return sendMessage(reply, context, (texts) => ({ heading, paragraphs: coming(texts) }));
  });
}

function question(href: string): Message {
  return {
    heading: 'Subscribe again',
    paragraphs: ['Press the button and the next digest comes to you as before.'],
    actions: [{ href, button: 'Take me back' }],
    links: [],
  };
}

function refused(texts: Texts): Message {
  return {
    heading: 'This cannot be undone here',
    paragraphs: ['The subscription changed since you left. Subscribe again; a mail asks you to confirm.'],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
