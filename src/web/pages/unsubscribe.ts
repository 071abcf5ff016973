import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { dataRequestUrl, resumeUrl, unsubscribeUrl } from '../../model/links.js';
import type { LinkedSubscriber } from '../../signing/link-token.js';
import { isOfFormerAddress } from '../../store/subscribers/former-address.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { mailWeekly, type ReadersPreferences, readPreferences } from '../../subscribers/preferences.js';
import { unsubscribe } from '../../subscribers/unsubscribe.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { claimOf, signedClaimOf } from '../links/link-claim.js';
import { readerToken } from '../links/reader-token.js';
import { gone, type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';
import { contextOf } from './preferences-context.js';
import { leftMessage, mailWayBack } from './way-back.js';

const Params = Type.Object({ token: Type.String() });

/**
 * One-click (RFC 8058 §3.1 and §3.2): a POST to the very address of the header, without cookie or login, is
 * answered 2xx and never redirected, however often and whatever comes as its body: mail clients send it in any
 * encoding, under any type, broken or not at all, and the link is what counts. Who opens the address as a page gets a
 * button.
 */
export async function unsubscribePages(
  server: WebServer,
  context: PageContext,
  signupLimit: ClientLimit,
): Promise<void> {
  takeAnyBody(server);

  server.get('/unsubscribe/:token', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    const claim = signedClaimOf(context, 'unsubscribe', token);
    const href = unsubscribeUrl('', token);
    // Any mail ends the subscription; those at a former address lead no further.
    if (await isOfFormerAddress(context.database, claim)) {
      return sendMessage(reply, context, (texts) => questionToFormer(texts, href));
    }
    const reader = await readPreferences(contextOf(context), claim.subscriberId);
    if (reader?.state === 'unsubscribed') {
      return sendMessage(reply, context, (texts) => leftBefore(texts, reader.stateChangedAt, href));
    }
    return sendMessage(reply, context, (texts) => question(texts, token, mayBeWeekly(reader)));
  });

  const returning = { schema: { params: Params }, onRequest: signupLimit };
  server.post('/unsubscribe/:token/return', returning, async (request, reply) => {
    const { subscriberId } = await claimOf(context, 'unsubscribe', request.params.token);
    return mailWayBack(request, reply, context, subscriberId);
  });

  server.post('/unsubscribe/:token/weekly', { schema: { params: Params } }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'unsubscribe', token);
    const reader = await readPreferences(contextOf(context), subscriberId);
    if (reader === null) return sendMessage(reply.code(410), context, gone);
    if (!mayBeWeekly(reader)) return sendMessage(reply, context, (texts) => question(texts, token, false));
    await mailWeekly(contextOf(context), subscriberId, reader);
    return sendMessage(reply, context, weekly);
  });

  leaveRoute(server, context);
}

function leaveRoute(server: WebServer, context: PageContext): void {
  server.post(
    '/unsubscribe/:token',
    { schema: { params: Params }, bodyLimit: ANY_LENGTH },
    async (request, reply) => {
      const claim = signedClaimOf(context, 'unsubscribe', request.params.token);
      const { subscriberId, serial: digestId } = claim;
      const oneClick = isOneClick(request);
      const now = context.clock();
      const via = oneClick ? 'one-click' : 'link';
      const outcome = await unsubscribe(context.database, { subscriberId, via, digestId, now });
      if (oneClick) return acknowledge(reply, textsFor(context, request));
      if (outcome === 'left') await context.queues.sendNotices();
      if (outcome === 'left' && (await isOfFormerAddress(context.database, claim))) {
        return sendMessage(reply, context, leftByFormer);
      }
      const undo = outcome === 'left' ? await undoToken(context, claim) : null;
      if (undo !== null) return sendMessage(reply, context, (texts) => goodbye(texts, undo));
      const reader = await readPreferences(contextOf(context), subscriberId);
      const since = reader?.state === 'unsubscribed' ? reader.stateChangedAt : null;
      const href = unsubscribeUrl('', request.params.token);
      return sendMessage(reply, context, (texts) => leftBefore(texts, since, href));
    },
  );
}

/** What is read of a body; a one-click form has some thirty characters. */
const MOST_READ = 16 * 1024;
/** Nothing of it is kept, and the server's time for a request bounds it. */
const ANY_LENGTH = Number.MAX_SAFE_INTEGER;

/** Takes every body as the beginning of a text, also one that breaks off. */
function takeAnyBody(server: WebServer): void {
  server.removeAllContentTypeParsers();
  // What stands there may be no type at all, which no parser would be found for.
  server.addHook('onRequest', async ({ raw }) => {
    raw.headers['content-type'] = isForm(raw.headers['content-type']) ? FORM : 'application/octet-stream';
  });
  server.addContentTypeParser('*', (_request, payload, done) => {
    let text = '';
    const end = () => done(null, text);
    payload.on('data', (chunk: Buffer) => {
      if (text.length < MOST_READ) text += chunk.toString('latin1');
    });
    payload.once('end', end).once('error', end);
  });
}

const FORM = 'application/x-www-form-urlencoded';

function isForm(type: string | undefined): boolean {
  return type?.toLowerCase().startsWith(FORM) === true;
}

/** The button of our own page sends an empty form; everything else, however it is encoded, comes from a mail client. */
function isOneClick({ headers, body }: FastifyRequest): boolean {
  return !isForm(headers['content-type']) || String(body ?? '').trim() !== '';
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

/** Whether one mail a week is less than what the reader gets. Of whom nothing is known it is said that it may be. */
function mayBeWeekly(reader: ReadersPreferences | null): boolean {
  return (reader?.schedule.frequency ?? 'daily') === 'daily';
}

/** The link is for leaving, or for less mail, and opens nothing else: it never expires, and mails are forwarded. */
function question({ t }: Texts, token: string, offersWeekly: boolean): Message {
  const href = unsubscribeUrl('', token);
  const weeklyInstead = {
    href: `${href}/weekly`,
    button: t('unsubscribe.weekly'),
    note: t('unsubscribe.weekly-note'),
    quiet: true,
  };
  return {
    heading: t('unsubscribe.title'),
    paragraphs: [t('unsubscribe.what')],
    actions: [{ href, button: t('unsubscribe.button') }, ...(offersWeekly ? [weeklyInstead] : [])],
    links: [
      { href: '/', text: t('unsubscribe.stay') },
      { href: dataRequestUrl('', token), text: t('your-data.title') },
    ],
  };
}

function weekly(texts: Texts): Message {
  return {
    heading: texts.t('preferences.weekly'),
    paragraphs: [texts.t('unsubscribe.weekly-next')],
    links: [toPapers(texts)],
  };
}

/** The serial of the leave just made binds the undo to it. Who never confirmed has nothing to undo. */
async function undoToken(context: PageContext, linked: LinkedSubscriber): Promise<string | null> {
  const reader = await findSubscriber(context.database, { id: linked.subscriberId });
  if (reader === null || reader.confirmedAt === null) return null;
  return readerToken(context, 'resume', linked, reader.confirmSerial);
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

/**
 * Undoing is offered only to who left just now: a forwarded mail must not bring back who left long ago, so that the way
 * back leads through the inbox.
 */
function leftBefore(texts: Texts, at: Date | null, href: string): Message {
  if (at !== null) return leftMessage(texts, at, `${href}/return`);
  return {
    heading: texts.t('unsubscribe.left'),
    paragraphs: [texts.t('unsubscribe.left-before')],
    links: [toSubscribe(texts), toPapers(texts)],
  };
}
