import Type from 'typebox';
import { type AuditEvent, listAudit } from '../../store/audit-events.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { ProblemShape } from './shapes.js';

const Text = Type.Union([Type.String(), Type.Null()]);
const filter = Type.Optional(Type.String({ maxLength: 100 }));

const EventShape = Type.Object({
  id: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  actorKind: Type.Enum(['operator', 'key', 'cli', 'system']),
  actorId: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the operator or the key' }),
  actorName: Type.String({ description: 'As it was then' }),
  action: Type.String(),
  objectKind: Text,
  objectId: Text,
  facts: Type.Record(Type.String(), Type.Unknown()),
  client: Type.Union([Type.String(), Type.Null()], {
    description: 'The same for acts from one place; null where it was on the machine itself',
  }),
});

/** Who did what. */
export function operatorsAudit(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Who did what, the newest first',
    description: 'Kept for two years; holds no address and no secret.',
    querystring: Type.Object({
      action: Type.Optional(
        Type.String({
          maxLength: 100,
          description: '`digest.pause`, or `digest` for all that was done to digests',
        }),
      ),
      actor: filter,
      objectKind: filter,
      objectId: filter,
      before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before.' })),
      after: Type.Optional(
        Type.Integer({ minimum: 0, description: 'Only what came after this event, the oldest first.' }),
      ),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: {
      200: Type.Object({
        events: Type.Array(EventShape),
        next: Type.Union([Type.Integer(), Type.Null()], { description: 'Goes into `before` or `after`.' }),
      }),
      400: ProblemShape,
    },
  };
  server.get('/audit', { schema, config: { permission: 'audit:read' } }, async ({ query }) => {
    const found = await listAudit(database, { ...query, limit: query.limit + 1 });
    const events = found.slice(0, query.limit);
    const next = found.length > events.length ? (events.at(-1)?.id ?? null) : null;
    return { events: events.map(eventShape), next };
  });
}

function eventShape({ at, facts, ...event }: AuditEvent) {
  return { ...event, at: at.toISOString(), facts: { ...facts } };
}
