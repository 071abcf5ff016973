import type { FastifyReply } from 'fastify';
import type { EndpointFault, EndpointRequest } from '../../../outbound/endpoint-request.js';
import { changeWebhook } from '../../../outbound/manage-webhooks.js';
import type { WebhooksDesk } from '../../http/webhooks-desk.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { askedOf, endpointForm, faultOf } from './webhook-form.js';
import { backToEndpoint, endpointOf, ownEndpoint } from './webhook-page.js';
import { endpointLink } from './webhooks-pages.js';

const url = '/webhooks/:id/change';

/** `/admin/webhooks/<id>/change`: another name, address or events; the secrets stay. */
export function webhookChange({ page }: AdminRoutes, context: AdminContext, { acting }: WebhooksDesk): void {
  const changing = { ...ownEndpoint, url, acts: true, from: `/admin${url}` } as const;
  page({ ...changing, method: 'GET' }, async (turn) =>
    sendForm(turn, context, await endpointOf(turn, context), null),
  );
  page({ ...changing, method: 'POST' }, async (turn) => {
    const asked = askedOf(turn);
    const { id } = await endpointOf(turn, context);
    try {
      await changeWebhook(acting, turn.visit.actor, id, asked);
    } catch (error) {
      const fault = faultOf(error);
      turn.reply.code(400);
      return sendForm(turn, context, asked, fault);
    }
    await context.queues.sendOutbound();
    return backToEndpoint(turn, context, 'webhook-changed');
  });
}

/** @param asked what the form holds */
async function sendForm(
  turn: OwnTurn,
  context: AdminContext,
  asked: EndpointRequest,
  fault: EndpointFault | null,
): Promise<FastifyReply> {
  const endpoint = await endpointOf(turn, context);
  return sendAdmin(turn, context, 'admin/webhook-change', (texts) => ({
    ...endpointLink(endpoint),
    form: endpointForm(texts, turn, asked, fault),
  }));
}
