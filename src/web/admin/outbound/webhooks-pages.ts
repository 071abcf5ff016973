import type { FastifyReply } from 'fastify';
import type { Texts } from '../../../i18n/texts.js';
import { eventTypes, isChosenType } from '../../../model/events.js';
import type { EndpointDay, WebhookEndpoint } from '../../../model/webhook.js';
import type { EndpointFault } from '../../../outbound/endpoint-request.js';
import { makeWebhook } from '../../../outbound/manage-webhooks.js';
import { listEndpoints } from '../../../store/outbound/webhook-endpoints.js';
import type { WebhooksDesk } from '../../http/webhooks-desk.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { askedOf, endpointForm, faultOf } from './webhook-form.js';

const need = 'webhooks:manage';
const from = '/admin/webhooks';

/** `/admin/webhooks`: endpoints that events are sent to. The secret of one is shown once, when it is made. */
export function webhooksPages({ page }: AdminRoutes, context: AdminContext, { acting }: WebhooksDesk): void {
  page({ method: 'GET', url: '/webhooks', need }, (turn) => sendEndpoints(turn, context, null));

  page({ method: 'POST', url: '/webhooks', need, acts: true, from }, async (turn) => {
    try {
      const { endpoint, secret } = await makeWebhook(acting, turn.visit.actor, askedOf(turn));
      return await sendAdmin(turn, context, 'admin/webhook-made', () => ({
        ...endpointLink(endpoint),
        secret,
      }));
    } catch (error) {
      const fault = faultOf(error);
      turn.reply.code(400);
      return sendEndpoints(turn, context, fault);
    }
  });
}

export function endpointLink({ id, name }: Pick<WebhookEndpoint, 'id' | 'name'>) {
  return { name, link: `/admin/webhooks/${id}` };
}

/** What an endpoint is like now, in words, and how bad that is. */
export function stateWords({ t, dates }: Texts, endpoint: WebhookEndpoint): { words: string; tone: string } {
  const { state, disabledReason, failingSince } = endpoint;
  if (state === 'disabled')
    return { words: t(`admin-webhooks.disabled-${disabledReason ?? 'failing'}`), tone: 'bad' };
  if (state === 'paused') return { words: t('admin-webhooks.paused'), tone: 'warn' };
  if (failingSince === null) return { words: t('admin-webhooks.active'), tone: 'good' };
  return { words: t('admin-webhooks.failing', { since: dates.moment(failingSince) }), tone: 'warn' };
}

export function typesWords({ t }: Texts, { types }: Pick<WebhookEndpoint, 'types'>): string {
  return types.length === eventTypes.filter(isChosenType).length ? t('admin-webhooks.all') : types.join(', ');
}

async function sendEndpoints(
  turn: OwnTurn,
  context: AdminContext,
  fault: EndpointFault | null,
): Promise<FastifyReply> {
  const endpoints = await listEndpoints(context.database, context.clock());
  const { request } = turn;
  const asked = askedOf(turn);
  const usual = eventTypes.filter((type) => isChosenType(type) && !type.startsWith('subscriber.'));
  const form = request.method === 'POST' ? asked : { ...asked, types: usual };
  return sendAdmin(turn, context, 'admin/webhooks', (texts) => ({
    done: doneSentence(texts, queryOf(request, 'done'), ['webhook-removed']),
    endpoints: endpoints.map((one) => endpointView(texts, one)),
    form: endpointForm(texts, turn, form, fault),
  }));
}

function endpointView(texts: Texts, endpoint: WebhookEndpoint & EndpointDay) {
  const { url, delivered, failed, waiting } = endpoint;
  return {
    ...endpointLink(endpoint),
    url,
    types: typesWords(texts, endpoint),
    state: stateWords(texts, endpoint),
    ...{ delivered: texts.number(delivered), failed: texts.number(failed), waiting: texts.number(waiting) },
  };
}
