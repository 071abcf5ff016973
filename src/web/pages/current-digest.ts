import Type from 'typebox';
import { type LinkedSubscriber, makeLinkToken } from '../../model/link-token.js';
import { currentDigestUrl, digestPageUrl } from '../../model/links.js';
import { addDelivery } from '../../store/deliveries.js';
import { findSubscriber } from '../../subscribers/operators.js';
import type { Texts } from '../../texts/texts.js';
import type { PageContext, WebServer } from '../context.js';
import { currentDigest } from '../current-digest.js';
import { claimOf } from '../link-claim.js';
import { type Action, gone, type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const Params = Type.Object({ token: Type.String() });
const BUTTON = 'Send me the current digest';

/** A reader who does not want to wait asks for the newest digest, once. */
export function currentDigestPages(server: WebServer, context: PageContext): void {
  server.get('/current-digest/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    await claimOf(context, 'digest', token);
    return sendMessage(reply, context, () => question(currentDigestUrl('', token)));
  });

  server.post('/current-digest/:token', { schema: { params: Params } }, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'digest', request.params.token);
    const subscriber = await findSubscriber(context.database, { id: subscriberId });
    if (subscriber === null) return sendMessage(reply.code(410), context, gone);
    if (subscriber.state !== 'active') return sendMessage(reply.code(409), context, notSubscribed);
    const digest = await currentDigest(context.database);
    if (digest === null) return sendMessage(reply, context, () => nothingYet);
    const sliceId = await addDelivery(context.database, digest.id, subscriberId);
    if (sliceId !== null) await context.queues.deliver([sliceId]);
    return sendMessage(reply, context, (texts) => ({
      ...(sliceId === null ? sentBefore : onItsWay),
      links: [{ href: digestPageUrl('', digest), text: 'Read it here' }, toPapers(texts)],
    }));
  });
}

/** The button for a page; none while there is no digest to send. */
export async function currentDigestAction(
  context: PageContext,
  { subscriberId, generation }: LinkedSubscriber,
): Promise<readonly Action[]> {
  if ((await currentDigest(context.database)) === null) return [];
  const issuedAt = context.clock();
  const claim = { purpose: 'digest', subscriberId, generation, serial: 0, issuedAt } as const;
  const token = makeLinkToken(context.secretKeys, claim);
  return [{ href: currentDigestUrl('', token), button: BUTTON }];
}

function question(href: string): Message {
  return {
    heading: 'The current digest, now',
    paragraphs: ['Press the button and the newest digest comes to your inbox, without waiting for the next.'],
    actions: [{ href, button: BUTTON }],
  };
}

const onItsWay: Message = {
  heading: 'It is on its way.',
  paragraphs: ['The current digest is in your inbox in a moment.'],
};

const sentBefore: Message = {
  heading: 'You have it already.',
  paragraphs: [
    'The current digest was sent to you before. A mail goes out once only; look for it in your inbox.',
  ],
};

const nothingYet: Message = {
  heading: 'There is no digest yet.',
  paragraphs: ['The first one comes to you as soon as it is ready.'],
};

function notSubscribed(texts: Texts): Message {
  return {
    heading: 'You are not subscribed.',
    paragraphs: ['Digests go to subscribers only. Subscribe, then confirm by the link in the mail.'],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
