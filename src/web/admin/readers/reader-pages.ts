import { currentDigest } from '../../../mailing/find-digest.js';
import { sendToOneByOperator } from '../../../mailing/send-to-one.js';
import { liftSuppression } from '../../../subscribers/address-record.js';
import { runBulk } from '../../../subscribers/bulk.js';
import { eraseReader } from '../../../subscribers/erase-reader.js';
import { findSubscriber } from '../../../subscribers/operators.js';
import { exportByOperator } from '../../../subscribers/operators-acts.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { textsOfTurn } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { bulkContext } from './many-pages.js';
import { idOf, noReader, readerSchema as schema } from './reader-id.js';
import { sendReader } from './reader-page.js';

const writes = { need: 'subscribers:write', schema, from: '/admin/readers/:id' } as const;

/** `/admin/readers/<id>` and what is done there; each way back says what became of it. */
export function readerPages(routes: AdminRoutes, context: AdminContext): void {
  const { page } = routes;
  page({ method: 'GET', url: '/readers/:id', need: 'subscribers:read', schema }, (turn) =>
    sendReader(turn, context, null),
  );

  const one = async (turn: OwnTurn, act: 'unsubscribe' | 'resend') => {
    const selection = { ids: [idOf(turn.request)] };
    const { done } = await runBulk(bulkContext(context), turn.visit.actor, act, {
      ...{ selection, atMost: 1 },
      until: context.clock(),
    });
    return done === 1;
  };
  page({ ...writes, method: 'POST', url: '/readers/:id/unsubscribe' }, async (turn) =>
    back(turn, context, (await one(turn, 'unsubscribe')) ? 'left' : 'not-left'),
  );
  page({ ...writes, method: 'POST', url: '/readers/:id/resend' }, async (turn) => {
    const isAsked = await one(turn, 'resend');
    if (isAsked) await context.queues.sendNotices();
    return back(turn, context, isAsked ? 'asked' : 'not-asked');
  });
  page({ ...writes, method: 'POST', url: '/readers/:id/send' }, async (turn) =>
    back(turn, context, await sendNewest(turn, context)),
  );

  liftAct(routes, context);
  exportPages(routes, context);
  erasePages(routes, context);
}

function back({ request, reply }: OwnTurn, { place }: AdminContext, done: string) {
  return reply.redirect(`${place.base}/admin/readers/${idOf(request)}?done=${done}`, 303);
}

function liftAct({ page }: AdminRoutes, context: AdminContext): void {
  page({ ...writes, method: 'POST', url: '/readers/:id/lift', need: 'suppressions:lift' }, async (turn) => {
    const { request, reply, visit } = turn;
    const reason = fieldOf(request, 'reason').trim();
    if (reason === '') {
      reply.code(400);
      return sendReader(turn, context, textsOfTurn(context, turn).t('admin-reader.reason-missing'));
    }
    const former = await liftSuppression(context, visit.actor, { id: idOf(request) }, reason);
    return back(turn, context, former === null ? 'not-lifted' : 'lifted');
  });
}

async function sendNewest({ request, visit }: OwnTurn, context: AdminContext): Promise<string> {
  const reader = await findSubscriber(context.database, { id: idOf(request) });
  if (reader === null) throw noReader();
  const digest = await currentDigest(context.database);
  if (digest === null) return 'no-newest';
  const isSent = await sendToOneByOperator(context, visit.actor, digest, reader);
  return isSent ? 'sent-newest' : 'not-sent-newest';
}

/** A file with all that is held; it asks for a factor again. */
function exportPages({ page }: AdminRoutes, context: AdminContext): void {
  const data = {
    url: '/readers/:id/export',
    need: 'subscribers:export',
    acts: true,
    schema,
    from: '/admin/readers/:id/export',
  } as const;
  page({ ...data, method: 'GET' }, async (turn) => {
    const { id, address } = await readerOf(turn, context);
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-reader.export'),
      paragraphs: [t('admin-reader.export-what', { address })],
      action: `/admin/readers/${id}/export`,
      button: t('admin-reader.export'),
      back: `/admin/readers/${id}`,
    }));
  });
  page({ ...data, method: 'POST' }, async ({ request, reply, visit }) => {
    const held = await exportByOperator(context, visit.actor, idOf(request));
    if (held === null) throw noReader();
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="reader-${idOf(request)}.json"`)
      .send(JSON.stringify(held, null, 2));
  });
}

/** The end of all that is held; it asks for a factor again. */
function erasePages({ page }: AdminRoutes, context: AdminContext): void {
  const erase = {
    url: '/readers/:id/erase',
    need: 'subscribers:erase',
    acts: true,
    schema,
    from: '/admin/readers/:id/erase',
  } as const;
  page({ ...erase, method: 'GET' }, async (turn) => {
    const { id, address } = await readerOf(turn, context);
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-reader.erase'),
      paragraphs: [t('admin-reader.erase-what', { address }), t('admin-reader.erase-stays')],
      action: `/admin/readers/${id}/erase`,
      button: t('admin-reader.erase'),
      back: `/admin/readers/${id}`,
    }));
  });
  page({ ...erase, method: 'POST' }, async ({ request, reply, visit }) => {
    if (!(await eraseReader(context, idOf(request), { by: visit.actor }))) throw noReader();
    return reply.redirect(`${context.place.base}/admin/readers?done=erased`, 303);
  });
}

async function readerOf({ request }: OwnTurn, { database }: AdminContext) {
  const reader = await findSubscriber(database, { id: idOf(request) });
  if (reader === null) throw noReader();
  return reader;
}
