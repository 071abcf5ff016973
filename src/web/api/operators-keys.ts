import Type from 'typebox';
import { permissions } from '../../model/permission.js';
import { makeApiKey, revokeApiKey } from '../../operators/api-keys.js';
import { type ApiKey, listApiKeys } from '../../store/operators/api-keys.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { BodyShape, ProblemShape } from './shapes.js';

const config = { permission: 'keys:manage' } as const;
const Moment = Type.String({ format: 'date-time' });
const MaybeMoment = Type.Union([Moment, Type.Null()]);
const shape = {
  id: Type.Integer(),
  name: Type.String(),
  prefix: Type.String({ description: 'How the key begins; it may be shown and logged.' }),
  scopes: Type.Array(Type.String()),
  madeBy: Type.Union([Type.String(), Type.Null()], {
    description: 'The operator whose role bounds the key; null where the command line made it.',
  }),
  createdAt: Moment,
  expiresAt: MaybeMoment,
  revokedAt: MaybeMoment,
  lastUsedAt: Type.Union([Moment, Type.Null()], { description: 'To the hour' }),
};
const KeyShape = Type.Object(shape);

/** Keys of this API: made, shown without their secrets, revoked. */
export function operatorsKeys(server: WebServer, context: PageContext): void {
  listRoute(server, context);
  makeRoute(server, context);
  revokeRoute(server, context);
}

function listRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Keys of the API, newest first',
    response: { 200: Type.Object({ keys: Type.Array(KeyShape) }) },
  };
  server.get('/keys', { schema, config }, async () => {
    const keys = await listApiKeys(database);
    return { keys: keys.map(keyShape) };
  });
}

function makeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Make a key',
    description:
      'It is shown this once. It has no more than the key that makes it, and ends with that one at the latest.',
    body: BodyShape({
      name: Type.String({ minLength: 1, maxLength: 80 }),
      scopes: Type.Array(Type.Enum([...permissions]), { minItems: 1, maxItems: permissions.length }),
      expiresAt: Type.Optional(Type.String({ format: 'date-time', description: 'Never where absent' })),
    }),
    response: { 201: Type.Object({ ...shape, key: Type.String() }), 400: ProblemShape },
  };
  server.post('/keys', { schema, config }, async (request, reply) => {
    const { name, scopes, expiresAt } = request.body;
    const wanted = { name, scopes, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
    const { key, text } = await makeApiKey(context, actorOf(request), wanted);
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ ...keyShape(key), key: text });
  });
}

function revokeRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Revoke a key, and those that were made with it',
    description: 'At once and for good. Repeating it changes nothing.',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    response: { 200: KeyShape, 400: ProblemShape, 404: ProblemShape },
  };
  server.delete('/keys/:id', { schema, config }, async (request) =>
    keyShape(await revokeApiKey(context, actorOf(request), request.params.id)),
  );
}

function keyShape({ scopes, createdAt, expiresAt, revokedAt, lastUsedAt, ...key }: ApiKey) {
  return {
    ...key,
    scopes: [...scopes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
