import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import type { WebhookDelivery, WebhookEndpoint } from '../../../model/webhook.js';
import {
  removeWebhook,
  renewWebhookSecret,
  sendWebhookAgain,
  setWebhookState,
  testWebhook,
} from '../../../outbound/manage-webhooks.js';
import { listDeliveries } from '../../../store/outbound/webhook-deliveries.js';
import { findEndpoint } from '../../../store/outbound/webhook-endpoints.js';
import type { WebhooksDesk } from '../../http/webhooks-desk.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { endpointLink, stateWords, typesWords } from './webhooks-pages.js';

const schema = { params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) }) };
export const ownEndpoint = { need: 'webhooks:manage', schema } as const;
const doing = { ...ownEndpoint, method: 'POST', acts: true, from: '/admin/webhooks/:id' } as const;
const SHOWN = 50;
const DONE = [
  'webhook-tested',
  'webhook-failed',
  'webhook-paused',
  'webhook-active',
  'webhook-again',
  'webhook-none',
  'webhook-range',
  'webhook-changed',
] as const;

/** `/admin/webhooks/<id>`: one endpoint, what was sent to it and what it answered. */
export function webhookPage(routes: AdminRoutes, context: AdminContext, desk: WebhooksDesk): void {
  routes.page({ ...ownEndpoint, method: 'GET', url: '/webhooks/:id' }, async (turn) =>
    sendEndpoint(turn, context),
  );
  stateActs(routes, context, desk);
  sendingActs(routes, context, desk);
  removing(routes, context, desk);
}

function stateActs({ page }: AdminRoutes, context: AdminContext, { acting }: WebhooksDesk): void {
  for (const [name, state] of [
    ['pause', 'paused'],
    ['resume', 'active'],
  ] as const) {
    page({ ...doing, url: `/webhooks/:id/${name}` }, async (turn) => {
      await setWebhookState(acting, turn.visit.actor, idOf(turn), state);
      if (state === 'active') await context.queues.sendOutbound();
      return backToEndpoint(turn, context, `webhook-${state}`);
    });
  }
  page({ ...doing, url: '/webhooks/:id/secret' }, async (turn) => {
    const { endpoint, secret } = await renewWebhookSecret(acting, turn.visit.actor, idOf(turn));
    return sendAdmin(turn, context, 'admin/webhook-made', () => ({ ...endpointLink(endpoint), secret }));
  });
}

function sendingActs({ page }: AdminRoutes, context: AdminContext, { acting, testing }: WebhooksDesk): void {
  page({ ...doing, url: '/webhooks/:id/test' }, async (turn) => {
    const { state } = await testWebhook(testing, turn.visit.actor, idOf(turn));
    return backToEndpoint(turn, context, state === 'delivered' ? 'webhook-tested' : 'webhook-failed');
  });
  page({ ...doing, url: '/webhooks/:id/again' }, async (turn) => {
    const { request, visit } = turn;
    const [id, first, last] = ['delivery', 'from', 'until'].map((name) => fieldOf(request, name));
    const span = { from: momentOf(first), until: momentOf(last) };
    if (!id && (!span.from || span.until === undefined || (span.until !== null && span.from >= span.until)))
      return backToEndpoint(turn, context, 'webhook-range');
    const count = await sendWebhookAgain(acting, visit.actor, {
      ...{ endpointId: idOf(turn), id: id || null, from: span.from ?? null, until: span.until ?? null },
      onlyMissed: !id && fieldOf(request, 'all') === '',
    });
    await context.queues.sendOutbound();
    return backToEndpoint(turn, context, count > 0 ? 'webhook-again' : 'webhook-none');
  });
}

function removing({ page }: AdminRoutes, context: AdminContext, { acting }: WebhooksDesk): void {
  const url = '/webhooks/:id/remove';
  page({ ...ownEndpoint, method: 'GET', url, acts: true, from: `/admin${url}` }, async (turn) => {
    const { id, name } = await endpointOf(turn, context);
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-webhooks.remove-name', { name }),
      paragraphs: [t('admin-webhooks.remove-what')],
      action: `/admin/webhooks/${id}/remove`,
      button: t('admin-webhooks.remove'),
      back: `/admin/webhooks/${id}`,
    }));
  });
  page({ ...doing, url, from: `/admin${url}` }, async (turn) => {
    await removeWebhook(acting, turn.visit.actor, idOf(turn));
    return turn.reply.redirect(`${context.place.base}/admin/webhooks?done=webhook-removed`, 303);
  });
}

async function sendEndpoint(turn: OwnTurn, context: AdminContext): Promise<FastifyReply> {
  const endpoint = await endpointOf(turn, context);
  const before = queryOf(turn.request, 'before') || null;
  const limit = SHOWN + 1;
  const found = await listDeliveries(context.database, endpoint.id, { before, limit });
  const deliveries = found.slice(0, SHOWN);
  const older =
    found.length > SHOWN ? `/admin/webhooks/${endpoint.id}?before=${deliveries.at(-1)?.id ?? ''}` : null;
  return sendAdmin(turn, context, 'admin/webhook', (texts) => ({
    ...endpointLink(endpoint),
    done: doneSentence(texts, queryOf(turn.request, 'done'), DONE),
    facts: factsOf(texts, endpoint),
    state: stateWords(texts, endpoint),
    isActive: endpoint.state === 'active',
    isDisabled: endpoint.state === 'disabled',
    deliveries: deliveries.map((one) => deliveryView(texts, one)),
    older,
  }));
}

function factsOf(texts: Texts, endpoint: WebhookEndpoint) {
  const { t, dates } = texts;
  const { url, withAddresses, madeBy, createdAt, formerUntil } = endpoint;
  return [
    { of: t('admin-webhooks.url'), what: url },
    { of: t('admin-webhooks.events'), what: typesWords(texts, endpoint) },
    {
      of: t('admin-webhooks.addresses'),
      what: t(`admin-webhooks.addresses-${withAddresses ? 'yes' : 'no'}`),
    },
    {
      of: t('admin-webhooks.by'),
      what: `${madeBy ?? t('admin-webhooks.by-command')}, ${dates.moment(createdAt)}`,
    },
    ...(formerUntil === null
      ? []
      : [
          {
            of: t('admin-webhooks.former'),
            what: t('admin-webhooks.until', { at: dates.moment(formerUntil) }),
          },
        ]),
  ];
}

const tones: Readonly<Record<WebhookDelivery['state'], string>> = {
  ...{ pending: 'quiet', sending: 'quiet', delivered: 'good', failed: 'bad', dropped: 'warn' },
};

function deliveryView({ t, dates, number }: Texts, delivery: WebhookDelivery) {
  const { id, type, state, attempts, happenedAt, triedAt, nextAttemptAt, status, tookMs, error } = delivery;
  const answer = status === null ? error : t('admin-webhooks.answered', { status, ms: number(tookMs ?? 0) });
  return {
    ...{ id, type, attempts: number(attempts), tone: tones[state] },
    state: t(`admin-webhooks.state-${state}`),
    happened: dates.moment(happenedAt),
    next:
      nextAttemptAt === null || attempts === 0
        ? null
        : t('admin-webhooks.next', { at: dates.moment(nextAttemptAt) }),
    tried: triedAt === null ? null : dates.moment(triedAt),
    answer: answer ?? '–',
    said: delivery.answer || null,
    request: JSON.stringify({ type, timestamp: happenedAt.toISOString(), data: delivery.data }, null, 2),
    isOver: state === 'delivered' || state === 'failed' || state === 'dropped',
  };
}

export async function endpointOf(turn: OwnTurn, { database }: AdminContext): Promise<WebhookEndpoint> {
  const endpoint = await findEndpoint(database, idOf(turn));
  if (endpoint === null) throw new BroadsheetError('NOT_FOUND', 'There is no endpoint with this number.');
  return endpoint;
}

export function backToEndpoint(turn: OwnTurn, { place }: AdminContext, done: string): FastifyReply {
  return turn.reply.redirect(`${place.base}/admin/webhooks/${idOf(turn)}?done=${done}`, 303);
}

function idOf({ request }: OwnTurn): number {
  return Number((request.params as { readonly id: string }).id);
}

/** What a field of a day and a time holds, in UTC; null where it is empty, undefined where it is none. */
function momentOf(text = ''): Date | null | undefined {
  if (text === '') return null;
  const at = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? `${text}Z` : Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
