import Type from 'typebox';
import { changeNote, movePin, pinMoves } from '../../digests/change-curation.js';
import { curate, paperIdOf, takeBack } from '../../digests/curate.js';
import { decisionVersion } from '../../digests/curation-checks.js';
import { digestAsked } from '../../digests/open-digest.js';
import { type Curation, curationActions, LONGEST_NOTE } from '../../model/curation.js';
import { digestName } from '../../model/digest-period.js';
import { LONGEST_WRITTEN_ID } from '../../model/paper-id.js';
import { listCurations } from '../../store/digests/curations.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { dayOf } from './day-parameter.js';
import { BodyShape, Day, Kind, ProblemShape } from './shapes.js';

const faults = { 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 409: ProblemShape };
const nullableText = Type.Union([Type.String(), Type.Null()]);
const Action = Type.Enum([...curationActions]);
const ReadVersion = Type.Optional(
  Type.String({
    maxLength: 40,
    description:
      'Of what was read: where somebody has changed it since, the answer is 409 and nothing is changed',
  }),
);

const CurationShape = Type.Object({
  id: Type.Integer(),
  paperId: Type.String(),
  title: Type.String(),
  action: Action,
  digest: Type.Union([Type.String(), Type.Null()], { description: 'Null where it is hidden everywhere' }),
  from: Type.String({ description: 'The first day of the digest, or from which it is hidden' }),
  note: nullableText,
  version: Type.String({ description: 'Of the action and the note, for whoever changes them' }),
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
  noteRoute(server, context);
  moveRoute(server, context);
}

function listRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    ...forOperators,
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
    ...forOperators,
    summary: 'Pin, add or hide a paper',
    description:
      '`pin` puts it on top and `add` takes it in, for one digest; `hide` keeps it out of every digest from there on. Without a date, the digest that freezes next. Readers see the note of a pin or an addition.',
    body: BodyShape({
      action: Action,
      paperId: Type.String({
        minLength: 1,
        maxLength: LONGEST_WRITTEN_ID,
        description: 'An arXiv id, its DOI, or the address of its page on arXiv, Hugging Face or alphaXiv.',
      }),
      date: Type.Optional(Day),
      kind: Type.Optional(Kind),
      note: Type.Optional(Type.String({ maxLength: LONGEST_NOTE })),
    }),
    response: { 201: CurationShape, ...faults },
  };
  server.post('/curations', { schema, config: { permission: 'digests:curate' } }, async (request, reply) => {
    const { action, paperId, date, kind, note = null } = request.body;
    if (action !== 'hide') await context.installation?.askForPaper(paperIdOf(paperId));
    const digest = await digestAsked(context, { kind, date: date === undefined ? undefined : dayOf(date) });
    const curation = await curate(context, actorOf(request), { paper: paperId, action, digest, note });
    return reply.code(201).send(curationShape(curation));
  });
}

function takeBackRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Take a pin, an addition or a hiding back',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    querystring: Type.Object({ version: ReadVersion }),
    response: { 200: CurationShape, ...faults },
  };
  const config = { permission: 'digests:curate' } as const;
  server.delete('/curations/:id', { schema, config }, async (request) => {
    const { params, query } = request;
    return curationShape(await takeBack(context, actorOf(request), params.id, query.version));
  });
}

function noteRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Change the note of a pin, an addition or a hiding',
    description: 'It stays where it is. An empty note takes it away.',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    body: BodyShape({
      note: Type.String({ maxLength: LONGEST_NOTE }),
      version: ReadVersion,
    }),
    response: { 200: CurationShape, ...faults },
  };
  const config = { permission: 'digests:curate' } as const;
  server.patch('/curations/:id', { schema, config }, async (request) => {
    const { params, body } = request;
    return curationShape(await changeNote(context, actorOf(request), { ...params, ...body }));
  });
}

function moveRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Put a pin higher or lower among those of its digest',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    body: BodyShape({ to: Type.Enum([...pinMoves]) }),
    response: { 204: Type.Null(), ...faults },
  };
  const config = { permission: 'digests:curate' } as const;
  server.post('/curations/:id/move', { schema, config }, async (request, reply) => {
    await movePin(context, actorOf(request), { id: request.params.id, move: request.body.to });
    return reply.code(204).send(null);
  });
}

function curationShape({ kind, period, createdAt, endedAt, ...curation }: Curation) {
  return {
    ...curation,
    version: decisionVersion(curation),
    digest: kind === null ? null : digestName(kind, period),
    from: period,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
