import Type from 'typebox';
import { eventTypes, isChosenType } from '../../model/events.js';
import type { WebhookDelivery, WebhookEndpoint } from '../../model/webhook.js';
import {
  changeWebhook,
  makeWebhook,
  removeWebhook,
  renewWebhookSecret,
  sendWebhookAgain,
  setWebhookState,
  testWebhook,
} from '../../outbound/manage-webhooks.js';
import { listDeliveries } from '../../store/outbound/webhook-deliveries.js';
import { listEndpoints } from '../../store/outbound/webhook-endpoints.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { type WebhooksDesk, webhooksDesk } from '../http/webhooks-desk.js';
import { BodyShape, ProblemShape } from './shapes.js';

const config = { permission: 'webhooks:manage' } as const;
const Moment = Type.String({ format: 'date-time' });
const maybe = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const chosen = eventTypes.filter(isChosenType);
const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const refusals = { 400: ProblemShape, 404: ProblemShape };

const endpointShape = {
  id: Type.Integer(),
  name: Type.String(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  withAddresses: Type.Boolean({ description: 'Events about a reader bring the address.' }),
  state: Type.Enum(['active', 'paused', 'disabled']),
  disabledReason: maybe(Type.Enum(['failing', 'gone', 'secret-unusable'])),
  failingSince: maybe(Moment),
  formerUntil: maybe(
    Type.String({ format: 'date-time', description: 'Until then the former secret signs as well.' }),
  ),
  madeBy: maybe(Type.String()),
  createdAt: Moment,
};
const EndpointShape = Type.Object(endpointShape);
const Secret = Type.String({ description: 'It is shown this once.', examples: ['whsec_…'] });

const DeliveryShape = Type.Object({
  id: Type.String({ description: '`webhook-id` of the message, the same in each attempt' }),
  type: Type.String(),
  happenedAt: Moment,
  state: Type.Enum(['pending', 'sending', 'delivered', 'failed', 'dropped']),
  attempts: Type.Integer(),
  nextAttemptAt: maybe(Moment),
  triedAt: maybe(Moment),
  status: maybe(Type.Integer({ description: 'Of the newest answer' })),
  tookMs: maybe(Type.Integer()),
  answer: maybe(Type.String({ description: 'How it begins, without addresses' })),
  error: maybe(Type.String({ description: 'Why there was none' })),
  data: Type.Unknown({ description: 'What is sent, without the address that may go with it' }),
});

/** Endpoints that events are sent to, and what became of the events. */
export function operatorsWebhooks(server: WebServer, context: PageContext): void {
  const desk = webhooksDesk(server, context);
  endpointRoutes(server, context, desk);
  changeRoutes(server, desk);
  deliveryRoutes(server, context, desk);
}

const Listed = Type.Object({
  ...endpointShape,
  delivered: Type.Integer({ description: 'Within 24 hours' }),
  failed: Type.Integer({ description: 'Of the events of 24 hours' }),
  waiting: Type.Integer(),
});

const listSchema = {
  ...forOperators,
  summary: 'Endpoints that events are sent to',
  response: { 200: Type.Object({ webhooks: Type.Array(Listed) }) },
};

const makeSchema = {
  ...forOperators,
  summary: 'Make an endpoint',
  description: 'Events that happen from then on are sent to it, signed by Standard Webhooks 1.0.',
  body: BodyShape({
    name: Type.String({ minLength: 1, maxLength: 80 }),
    url: Type.String({ maxLength: 2_000 }),
    types: Type.Array(Type.Enum([...chosen]), { minItems: 1, maxItems: chosen.length }),
    withAddresses: Type.Optional(Type.Boolean({ description: 'Needs subscribers:read as well' })),
  }),
  response: { 201: Type.Object({ ...endpointShape, secret: Secret }), 400: ProblemShape },
};

function endpointRoutes(server: WebServer, { database, clock }: PageContext, desk: WebhooksDesk): void {
  server.get('/webhooks', { schema: listSchema, config }, async () => {
    const endpoints = await listEndpoints(database, clock());
    const counts = ({ delivered, failed, waiting }: (typeof endpoints)[number]) => ({
      delivered,
      failed,
      waiting,
    });
    return { webhooks: endpoints.map((one) => ({ ...endpointOf(one), ...counts(one) })) };
  });

  server.post('/webhooks', { schema: makeSchema, config }, async (request, reply) => {
    const { withAddresses = false, ...asked } = request.body;
    const { endpoint, secret } = await makeWebhook(desk.acting, actorOf(request), {
      ...asked,
      withAddresses,
    });
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ ...endpointOf(endpoint), secret });
  });
}

const changeSchema = {
  ...forOperators,
  summary: 'Change an endpoint',
  description:
    'What is absent stays, and so do its secrets. What waits for it is sent to where it is now. One that was disabled is switched on by `resume`.',
  params,
  body: BodyShape({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    url: Type.Optional(Type.String({ maxLength: 2_000 })),
    types: Type.Optional(Type.Array(Type.Enum([...chosen]), { minItems: 1, maxItems: chosen.length })),
    withAddresses: Type.Optional(Type.Boolean({ description: 'Needs subscribers:read as well' })),
  }),
  response: { 200: EndpointShape, ...refusals },
};

const states = [
  ['pause', 'paused', 'Send nothing to an endpoint for now; what happens meanwhile waits for it'],
  ['resume', 'active', 'Send to an endpoint again, also to one that was disabled'],
] as const;

const renewSchema = {
  ...forOperators,
  summary: 'Make a new secret for an endpoint',
  description: 'For 24 hours the former one signs as well.',
  params,
  response: { 200: Type.Object({ ...endpointShape, secret: Secret }), ...refusals },
};

const removeSchema = {
  ...forOperators,
  summary: 'Remove an endpoint with its deliveries',
  params,
  response: { 204: Type.Null(), ...refusals },
};

function changeRoutes(server: WebServer, { acting }: WebhooksDesk): void {
  server.patch('/webhooks/:id', { schema: changeSchema, config }, async (request) =>
    endpointOf(await changeWebhook(acting, actorOf(request), request.params.id, request.body)),
  );
  for (const [act, state, summary] of states) {
    const schema = { ...forOperators, summary, params, response: { 200: EndpointShape, ...refusals } };
    server.post(`/webhooks/:id/${act}`, { schema, config }, async (request) =>
      endpointOf(await setWebhookState(acting, actorOf(request), request.params.id, state)),
    );
  }
  server.post('/webhooks/:id/secret', { schema: renewSchema, config }, async (request, reply) => {
    const { endpoint, secret } = await renewWebhookSecret(acting, actorOf(request), request.params.id);
    return reply.header('cache-control', 'no-store').send({ ...endpointOf(endpoint), secret });
  });
  server.delete('/webhooks/:id', { schema: removeSchema, config }, async (request, reply) => {
    await removeWebhook(acting, actorOf(request), request.params.id);
    return reply.code(204).send(null);
  });
}

const deliveriesSchema = {
  ...forOperators,
  summary: 'What was sent to an endpoint within 30 days, the newest first',
  params,
  querystring: Type.Object({
    before: Type.Optional(Type.String({ maxLength: 40, description: 'The last id of the page before' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  }),
  response: { 200: Type.Object({ deliveries: Type.Array(DeliveryShape) }), 400: ProblemShape },
};

const testSchema = {
  ...forOperators,
  summary: 'Send a test to an endpoint and wait for its answer',
  params,
  response: { 200: DeliveryShape, ...refusals },
};

const againSchema = {
  ...forOperators,
  summary: 'Send events to an endpoint again: one delivery, or what happened in a range of time',
  description: 'Each goes out under the id that it had, so that a receiver knows it.',
  params,
  body: BodyShape({
    delivery: Type.Optional(Type.String({ maxLength: 40 })),
    from: Type.Optional(
      Type.String({ format: 'date-time', description: 'Needed where no delivery is named' }),
    ),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Not included' })),
    delivered: Type.Optional(Type.Boolean({ description: 'Of a range also what was delivered' })),
  }),
  response: { 200: Type.Object({ count: Type.Integer() }), ...refusals },
};

function deliveryRoutes(
  server: WebServer,
  { database, queues }: PageContext,
  { acting, testing }: WebhooksDesk,
): void {
  server.get('/webhooks/:id/deliveries', { schema: deliveriesSchema, config }, async (request) => {
    const { before = null, limit } = request.query;
    const found = await listDeliveries(database, request.params.id, { before, limit });
    return { deliveries: found.map(deliveryOf) };
  });

  server.post('/webhooks/:id/test', { schema: testSchema, config }, async (request) =>
    deliveryOf(await testWebhook(testing, actorOf(request), request.params.id)),
  );

  server.post('/webhooks/:id/again', { schema: againSchema, config }, async (request) => {
    const { delivery = null, from, until, delivered = false } = request.body;
    const count = await sendWebhookAgain(acting, actorOf(request), {
      ...{ endpointId: request.params.id, id: delivery, onlyMissed: delivery === null && !delivered },
      from: from === undefined ? null : new Date(from),
      until: until === undefined ? null : new Date(until),
    });
    await queues.sendOutbound();
    return { count };
  });
}

function endpointOf(endpoint: WebhookEndpoint) {
  const { id, name, url, types, withAddresses, state, disabledReason, madeBy, createdAt } = endpoint;
  return {
    ...{ id, name, url, types: [...types], withAddresses, state, disabledReason, madeBy },
    failingSince: endpoint.failingSince?.toISOString() ?? null,
    formerUntil: endpoint.formerUntil?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

function deliveryOf({ happenedAt, nextAttemptAt, triedAt, ...delivery }: WebhookDelivery) {
  return {
    ...delivery,
    happenedAt: happenedAt.toISOString(),
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    triedAt: triedAt?.toISOString() ?? null,
  };
}
