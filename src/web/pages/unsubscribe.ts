import multipart from '@fastify/multipart';
import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { resumeUrl, unsubscribeUrl } from '../../model/links.js';
import { type LinkedSubscriber, makeLinkToken } from '../../signing/link-token.js';
import { isOfFormerAddress } from '../../store/subscribers/former-address.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { unsubscribe } from '../../subscribers/unsubscribe.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { signedClaimOf } from '../links/link-claim.js';
import { dataLink, preferencesLink } from '../links/personal-links.js';
import { type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const Params = Type.Object({ token: Type.String() });

/** The largest form that a mail client has a reason to send is one field of a few letters. */
const FORM_LIMITS = { fields: 4, fieldNameSize: 100, fieldSize: 200, files: 0, parts: 4, headerPairs: 20 };

/**
 * One-click (RFC 8058 §3.1 and §3.2): a POST to the very address of the header, without cookie or login, is
 * answered 2xx and never redirected, in both encodings and however often. Who opens the address as a page
 * gets a button.
 */
export async function unsubscribePages(server: WebServer, context: PageContext): Promise<void> {
  await server.register(multipart, { attachFieldsToBody: 'keyValues', limits: FORM_LIMITS });

  server.get('/unsubscribe/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    const claim = signedClaimOf(context, 'unsubscribe', token);
    const href = unsubscribeUrl('', token);
    // Any mail ends the subscription; those at a former address lead no further.
    if (await isOfFormerAddress(context.database, claim)) {
      return sendMessage(reply, context, (texts) => questionToFormer(texts, href));
    }
    const [data, preferences] = [dataLink(context, claim), preferencesLink(context, claim)];
    return sendMessage(reply, context, (texts) => question(texts, { href, data, preferences }));
  });

  server.post('/unsubscribe/:token', { schema: { params: Params } }, async (request, reply) => {
    const claim = signedClaimOf(context, 'unsubscribe', request.params.token);
    const { subscriberId } = claim;
    const oneClick = isOneClick(request.body);
    const now = context.clock();
    const via = oneClick ? 'one-click' : 'link';
    const outcome = await unsubscribe(context.database, { subscriberId, via, now });
    if (oneClick) return acknowledge(reply, textsFor(context, request));
    if (outcome === 'left') await context.queues.sendNotices();
    if (outcome === 'left' && (await isOfFormerAddress(context.database, claim))) {
      return sendMessage(reply, context, leftByFormer);
    }
    const undo = outcome === 'left' ? await undoToken(context, claim) : null;
    return sendMessage(reply, context, (texts) => (undo === null ? leftBefore(texts) : goodbye(texts, undo)));
  });
}

function isOneClick(body: unknown): boolean {
  return (body as Readonly<Record<string, unknown>> | undefined)?.['List-Unsubscribe'] === 'One-Click';
}

function acknowledge(reply: FastifyReply, { t }: Texts): FastifyReply {
  reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8');
  return reply.send(`${t('unsubscribe.left')} ${t('unsubscribe.left-before')}\n`);
}

/** For who holds a mail to an address that its reader has left. */
function questionToFormer(texts: Texts, href: string): Message {
  return {
    heading: texts.t('former.leave'),
    paragraphs: [texts.t('former.leave-what'), texts.t('former.leave-whose')],
    actions: [{ href, button: texts.t('former.leave') }],
    links: [toPapers(texts)],
  };
}

interface Leaving {
  readonly href: string;
  readonly data: string;
  readonly preferences: string;
}

function question({ t }: Texts, { href, data, preferences }: Leaving): Message {
  return {
    heading: t('unsubscribe.title'),
    paragraphs: [t('unsubscribe.what')],
    actions: [
      { href, button: t('unsubscribe.button') },
      {
        href: `${preferences}/weekly`,
        button: t('unsubscribe.weekly'),
        note: t('unsubscribe.weekly-note'),
        quiet: true,
      },
    ],
    links: [
      { href: preferences, text: t('unsubscribe.to-preferences') },
      { href: '/', text: t('unsubscribe.stay') },
      { href: data, text: t('your-data.title') },
    ],
  };
}

/** The serial of the leave just made binds the undo to it. Who never confirmed has nothing to undo. */
async function undoToken(
  context: PageContext,
  { subscriberId, addressVersion }: LinkedSubscriber,
): Promise<string | null> {
  const reader = await findSubscriber(context.database, { id: subscriberId });
  if (reader === null || reader.confirmedAt === null) return null;
  const issuedAt = context.clock();
  const serial = reader.confirmSerial;
  const claim = { purpose: 'resume', subscriberId, addressVersion, serial, issuedAt } as const;
  return makeLinkToken(context.secretKeys, claim);
}

function goodbye(texts: Texts, token: string): Message {
  return {
    heading: texts.t('unsubscribe.left'),
    paragraphs: [texts.t('unsubscribe.left-next')],
    actions: [
      {
        href: resumeUrl('', token),
        button: texts.t('unsubscribe.undo'),
        note: texts.t('unsubscribe.undo-note'),
        quiet: true,
      },
    ],
    links: [toPapers(texts)],
  };
}

/** Undoing is for who has the present address, by the mail that says goodbye. */
function leftByFormer(texts: Texts): Message {
  return {
    heading: texts.t('former.left'),
    paragraphs: [texts.t('former.left-next')],
    links: [toPapers(texts)],
  };
}

/** Undoing is offered only to who left just now: a forwarded mail must not bring back who left long ago. */
function leftBefore(texts: Texts): Message {
  return {
    heading: texts.t('unsubscribe.left'),
    paragraphs: [texts.t('unsubscribe.left-before')],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
