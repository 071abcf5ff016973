import Type from 'typebox';
import { curate, takeBack } from '../../digests/curate.js';
import { digestAsked } from '../../digests/open-digest.js';
import { type Curation, curationActions, LONGEST_NOTE } from '../../model/curation.js';
import { digestName } from '../../model/digest-period.js';
import { listCurations } from '../../store/digests/curations.js';
import { tags } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { dayOf } from './day-parameter.js';
import { BodyShape, Day, Kind, ProblemShape } from './shapes.js';

const operator = { tags: [tags.operators], security: [{ operator: [] }] };
const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 409: ProblemShape };
const nullableText = Type.Union([Type.String(), Type.Null()]);
const Action = Type.Enum([...curationActions]);

const CurationShape = Type.Object({
  id: Type.Integer(),
  paperId: Type.String(),
  title: Type.String(),
  action: Action,
  digest: Type.Union([Type.String(), Type.Null()], { description: 'Null where it is hidden everywhere' }),
  from: Type.String({ description: 'The first day of the digest, or from which it is hidden' }),
  note: nullableText,
  via: Type.Enum(['api', 'cli', 'page']),
  by: Type.Union([Type.String(), Type.Null()], { description: 'Who decided it, as they were called then' }),
  createdAt: Type.String({ format: 'date-time' }),
  endedAt: nullableText,
});

/** Pinning, adding and hiding papers before a digest freezes. */
export function operatorsCurations(server: WebServer, context: PageContext): void {
  listRoute(server, context);
  curateRoute(server, context);
  takeBackRoute(server, context);
}

function listRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...operator,
    summary: 'What is pinned, added and hidden, newest first',
    querystring: Type.Object({
      all: Type.Boolean({ default: false, description: 'Also what ended or did what it was for.' }),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: { 200: Type.Object({ curations: Type.Array(CurationShape) }), 400: ProblemShape },
  };
  server.get('/curations', { schema, config: { permission: 'digests:read' } }, async (request) => {
    const curations = await listCurations(database, request.query);
    return { curations: curations.map(curationShape) };
  });
}

function curateRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...operator,
    summary: 'Pin, add or hide a paper',
    description:
      '`pin` puts it on top and `add` takes it in, for one digest; `hide` keeps it out of every digest from there on. Without a date, the digest that freezes next. Readers see the note of a pin or an addition.',
    body: BodyShape({
      action: Action,
      paperId: Type.String({ minLength: 1, maxLength: 64 }),
      date: Type.Optional(Day),
      kind: Type.Optional(Kind),
      note: Type.Optional(Type.String({ maxLength: LONGEST_NOTE })),
    }),
    response: { 201: CurationShape, ...faults },
  };
  server.post('/curations', { schema, config: { permission: 'digests:curate' } }, async (request, reply) => {
    const { action, paperId, date, kind, note = null } = request.body;
    const digest = await digestAsked(context, { kind, date: date === undefined ? undefined : dayOf(date) });
    const curation = await curate(context, actorOf(request), { paper: paperId, action, digest, note });
    return reply.code(201).send(curationShape(curation));
  });
}

function takeBackRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...operator,
    summary: 'Take a pin, an addition or a hiding back',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    response: { 200: CurationShape, ...faults },
  };
  server.delete('/curations/:id', { schema, config: { permission: 'digests:curate' } }, async (request) => {
    return curationShape(await takeBack(context, actorOf(request), request.params.id));
  });
}

function curationShape({ kind, period, createdAt, endedAt, ...curation }: Curation) {
  return {
    ...curation,
    digest: kind === null ? null : digestName(kind, period),
    from: period,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
