import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { defaultLanguage } from '../../model/language.js';
import { eraseReader } from '../../subscribers/erase-reader.js';
import { findSubscriber, listSubscribers } from '../../subscribers/operators.js';
import { addByOperator } from '../../subscribers/operators-acts.js';
import { forOperators } from '../api-docs.js';
import { MailLanguage } from '../forms/preferences-schema.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, ProblemShape, SubscriberShape, subscriberShape } from './shapes.js';

const MAX_ADDED = 5_000;
/** That many addresses of the greatest length, as JSON. */
const MAX_BODY = MAX_ADDED * 330;

const States = ['pending', 'active', 'paused', 'unsubscribed', 'bounced', 'complained'] as const;
const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) });

export function operatorsSubscribers(server: WebServer, context: PageContext): void {
  listRoute(server, context);
  findRoute(server, context);
  addRoute(server, context);
  removeRoute(server, context);
}

function listRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Subscribers in order of id',
    querystring: Type.Object({
      state: Type.Optional(Type.Enum([...States])),
      query: Type.Optional(
        Type.String({
          maxLength: 320,
          description: 'A part of the address; fewer than three characters: its beginning.',
        }),
      ),
      after: Type.Optional(Type.Integer({ minimum: 0, description: '`next` of the page before.' })),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: {
      200: Type.Object({
        subscribers: Type.Array(SubscriberShape),
        next: Type.Union([Type.Integer(), Type.Null()]),
      }),
      400: ProblemShape,
      401: ProblemShape,
    },
  };
  server.get('/subscribers', { schema, config: { permission: 'subscribers:read' } }, async (request) => {
    const { subscribers, next } = await listSubscribers(database, request.query);
    return { subscribers: subscribers.map(subscriberShape), next };
  });
}

function findRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'One subscriber',
    params: Id,
    response: { 200: SubscriberShape, 401: ProblemShape, 404: ProblemShape },
  };
  server.get('/subscribers/:id', { schema, config: { permission: 'subscribers:read' } }, async (request) => {
    const subscriber = await findSubscriber(database, { id: request.params.id });
    if (subscriber === null) throw new BroadsheetError('NOT_FOUND', 'There is no subscriber with this id.');
    return subscriberShape(subscriber);
  });
}

function addRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Add addresses that have agreed to be mailed',
    description: 'Never brings back who left, bounced, complained or was erased: those are refused.',
    body: BodyShape({
      addresses: Type.Array(Type.String({ maxLength: 320 }), { minItems: 1, maxItems: MAX_ADDED }),
      language: Type.Optional(MailLanguage),
    }),
    response: {
      200: Type.Object({
        results: Type.Array(
          Type.Object({
            address: Type.String(),
            result: Type.Enum(['added', 'already', 'refused', 'invalid']),
            id: Type.Union([Type.Integer(), Type.Null()]),
          }),
        ),
      }),
      400: ProblemShape,
      401: ProblemShape,
    },
  };
  server.post(
    '/subscribers',
    { schema, config: { permission: 'subscribers:write' }, bodyLimit: MAX_BODY },
    async (request) => {
      const { addresses, language = defaultLanguage } = request.body;
      const results = await addByOperator(context, actorOf(request), addresses, language);
      return { results: [...results] };
    },
  );
}

function removeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Erase a subscriber',
    description:
      'All rows go; a keyed hash stays, which stops a later import from bringing the address back.',
    params: Id,
    response: { 204: Type.Null(), 401: ProblemShape, 404: ProblemShape },
  };
  server.delete(
    '/subscribers/:id',
    { schema, config: { permission: 'subscribers:erase' } },
    async (request, reply) => {
      if (!(await eraseReader(context, request.params.id, { by: actorOf(request) })))
        throw new BroadsheetError('NOT_FOUND', 'There is no subscriber with this id.');
      return reply.code(204).send(null);
    },
  );
}
