import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { MailboxReader } from '../http/mailbox-reader.js';
import { mailFrameHeaders, ownPolicy, widerPolicy } from '../http/security-headers.js';
import { todaysDateline } from '../pages/message-page.js';
import { sendPage } from '../pages/send-page.js';
import { framedHtml } from './frame.js';
import { mailView, summaryView, type Tab, tabContent, tabViews } from './mail-views.js';
import { oneClickTarget } from './one-click-target.js';
import { readMail } from './read-mail.js';

const Params = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,100}$' }) });
const MAX_LISTED = 200;

/** What a mail client shows, for the mailbox that stands in where no SMTP server is configured. */
export function mailboxPages(server: WebServer, context: PageContext, mailbox: MailboxReader): void {
  server.get('/mailbox', { helmet: widerPolicy({ 'connect-src': ["'self'"] }) }, async (_request, reply) =>
    sendList(reply, context, mailbox),
  );

  server.post('/mailbox/empty', async (_request, reply) => {
    await mailbox.clear();
    return reply.redirect(`${context.base}/mailbox`, 303);
  });

  const framing = { helmet: widerPolicy({ 'frame-src': ["'self'"] }), schema: { params: Params } };
  server.get('/mailbox/:id', framing, (request, reply) =>
    sendTab(reply, context, mailbox, { id: request.params.id, tab: 'html' }),
  );
  for (const tab of ['text', 'headers', 'source'] as const) {
    server.get(`/mailbox/:id/${tab}`, { schema: { params: Params } }, (request, reply) =>
      sendTab(reply, context, mailbox, { id: request.params.id, tab }),
    );
  }

  server.get(
    '/mailbox/:id/html',
    { helmet: ownPolicy, schema: { params: Params } },
    async (request, reply) => {
      const { html } = await readMail((await find(mailbox, request.params.id)).raw);
      if (html === null) throw new BroadsheetError('NOT_FOUND', 'This mail has no HTML part.');
      reply.headers({ ...mailFrameHeaders, 'cache-control': 'no-store' });
      return reply.type('text/html; charset=utf-8').send(framedHtml(html));
    },
  );
}

async function sendList(
  reply: FastifyReply,
  context: PageContext,
  mailbox: MailboxReader,
): Promise<FastifyReply> {
  const mails = await mailbox.list();
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'mailbox', (texts) => ({
    mails: mails.slice(0, MAX_LISTED).map((mail) => summaryView(texts, mail)),
    more:
      mails.length > MAX_LISTED ? texts.t('mailbox.newest', { shown: MAX_LISTED, all: mails.length }) : null,
    question: texts.t('mailbox.question', { mails: mails.length }),
    dateline: todaysDateline(context, texts),
  }));
}

async function sendTab(
  reply: FastifyReply,
  context: PageContext,
  mailbox: MailboxReader,
  { id, tab }: { readonly id: string; readonly tab: Tab },
): Promise<FastifyReply> {
  const { raw, receivedAt } = await find(mailbox, id);
  const mail = await readMail(raw);
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'mail', (texts) => ({
    mail: mailView(texts, mail, raw, receivedAt),
    unsubscribe: oneClickTarget(mail.headers, context.config.publicUrl),
    tabs: tabViews(texts, id, tab),
    ...tabContent(texts, { id, tab }, mail, raw),
    dateline: todaysDateline(context, texts),
  }));
}

async function find(mailbox: MailboxReader, id: string) {
  const message = await mailbox.read(id);
  if (message === null) throw new BroadsheetError('NOT_FOUND', 'There is no such mail.');
  return message;
}
