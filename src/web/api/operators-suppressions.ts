import Type from 'typebox';
import { suppressionReasons } from '../../model/subscriber.js';
import { listSuppressions } from '../../store/subscribers/suppression-list.js';
import { suppress } from '../../subscribers/suppress.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, nullable, ProblemShape } from './shapes.js';

const Moment = Type.String({ format: 'date-time' });

/** Addresses that get no mail: which they are, and one more. */
export function operatorsSuppressions(server: WebServer, context: PageContext): void {
  listRoute(server, context);
  addRoute(server, context);
}

const listSchema = {
  ...forOperators,
  summary: 'Suppressed addresses, the newest first',
  description:
    'Only a keyed hash of each is kept: `address` is that of a subscriber, where there is one, and else null.',
  querystring: Type.Object({
    reason: Type.Optional(Type.Enum([...suppressionReasons])),
    before: Type.Optional(Type.String({ format: 'date-time', description: '`next` of the page before.' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  }),
  response: {
    200: Type.Object({
      suppressions: Type.Array(
        Type.Object({
          reason: Type.String(),
          at: Moment,
          note: nullable(Type.String()),
          subscriber: nullable(Type.Integer()),
          address: nullable(Type.String()),
        }),
        { description: 'More than `limit`, where the last of them came at one moment.' },
      ),
      next: nullable(Moment),
    }),
    400: ProblemShape,
    401: ProblemShape,
  },
};

function listRoute(server: WebServer, { database }: PageContext): void {
  server.get(
    '/suppressions',
    { schema: listSchema, config: { permission: 'subscribers:read' } },
    async (request) => {
      const { reason = null, before, limit } = request.query;
      const listed = await listSuppressions(database, {
        ...{ reason, limit },
        before: before === undefined ? null : new Date(before),
      });
      const suppressions = listed.map(({ subscriberId: subscriber, at, note, address, ...one }) => ({
        ...{ reason: one.reason, at: at.toISOString(), note, subscriber, address },
      }));
      return { suppressions, next: listed.length < limit ? null : (suppressions.at(-1)?.at ?? null) };
    },
  );
}

function addRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Keep an address from being mailed, whether it has a subscriber or not',
    description: 'Until an operator lifts it. An address that was erased, left or moved stays as it is.',
    body: BodyShape({
      address: Type.String({ maxLength: 320 }),
      note: Type.Optional(
        Type.String({ maxLength: 500, description: 'Why; it is kept, without addresses.' }),
      ),
    }),
    response: {
      200: Type.Object({ subscriber: nullable(Type.Integer()) }),
      400: ProblemShape,
      401: ProblemShape,
      422: ProblemShape,
    },
  };
  const config = { permission: 'subscribers:write' } as const;
  server.post('/suppressions', { schema, config }, async (request) => {
    const { address, note } = request.body;
    return { subscriber: await suppress(context, actorOf(request), address, note ?? null) };
  });
}
