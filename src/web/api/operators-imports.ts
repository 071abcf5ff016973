import { Readable } from 'node:stream';
import Type from 'typebox';
import type { Actor } from '../../model/actor.js';
import { type Import, type ImportProblem, importAims, importVerdicts } from '../../model/import.js';
import type { Acting } from '../../operators/acting.js';
import { findLines } from '../../store/imports/import-lines.js';
import { listImports } from '../../store/imports/imports.js';
import {
  cancelImport,
  checkImport,
  chooseForImport,
  importOf,
  pauseImportByOperator,
  resumeImportByOperator,
  startImport,
} from '../../subscribers/import/import-acts.js';
import { problemFile } from '../../subscribers/import/problem-file.js';
import { boundedOctets, uploadList } from '../../subscribers/import/upload-list.js';
import { forOperators } from '../api-docs.js';
import { MailLanguage } from '../forms/preferences-schema.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { ConsentShape, ImportShape, importShape, MappingShape } from './import-shape.js';
import { BodyShape, nullable, ProblemShape } from './shapes.js';

/** What holds addresses is for those who may see them. */
const reading = { permission: 'subscribers:read' } as const;
const importing = { permission: 'subscribers:import' } as const;
const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) });
/** Lists of people from elsewhere. */
export function operatorsImports(server: WebServer, context: PageContext): void {
  void server.register(async (inner: WebServer) => uploadRoute(inner, context));
  lookRoutes(server, context);
  linesRoutes(server, context);
  chooseRoute(server, context);
  actRoutes(server, context);
}

const faults = { 400: ProblemShape, 401: ProblemShape, 403: ProblemShape };

/** Of its own, because its body is a file of any type, and is read as it arrives. */
function uploadRoute(server: WebServer, context: PageContext): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const schema = {
    ...forOperators,
    summary: 'Bring a list of people',
    description:
      'The body is the file: CSV, JSON lines or a JSON array, 50 MiB at the most. Nothing is done with it yet: say what its columns are, have it checked, start it. One list at once.',
    querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 120, default: 'list' }) }),
    response: { 201: ImportShape, 429: ProblemShape, 503: ProblemShape, ...faults },
  };
  server.post('/imports', { schema, config: { ...importing, isUpload: true } }, async (request, reply) => {
    // Without a body there is nothing to be parsed, and no parser is asked.
    const body = (request.body ?? Readable.from([])) as Readable;
    try {
      const octets = body.iterator({ destroyOnReturn: false });
      const actor = actorOf(request);
      const made = await context.uploads.within(actor, () =>
        uploadList(context, actor, request.query.name, boundedOctets(octets)),
      );
      return reply.code(201).send(importShape(made));
    } finally {
      body.resume();
    }
  });
}

function lookRoutes(server: WebServer, context: PageContext): void {
  const list = {
    ...forOperators,
    summary: 'Imports, the newest first',
    querystring: Type.Object({
      before: Type.Optional(
        Type.Integer({ minimum: 1, description: 'The id of the last one of the page before.' }),
      ),
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
    }),
    response: { 200: Type.Object({ imports: Type.Array(ImportShape) }), ...faults },
  };
  server.get('/imports', { schema: list, config: importing }, async ({ query }) => {
    const found = await listImports(context.database, { before: query.before ?? null, limit: query.limit });
    return { imports: found.map(importShape) };
  });
  const one = {
    ...forOperators,
    summary: 'One import, and how far it is',
    params: Id,
    response: { 200: ImportShape, 404: ProblemShape, ...faults },
  };
  server.get('/imports/:id', { schema: one, config: importing }, async ({ params }) =>
    importShape(await importOf(context, params.id)),
  );
}

const linesSchema = {
  ...forOperators,
  summary: 'The first lines of each kind, with what becomes of them',
  params: Id,
  response: {
    200: Type.Object({
      lines: Type.Array(
        Type.Object({
          line: Type.Integer({ description: 'Where it stands in the file.' }),
          fields: Type.Array(Type.String()),
          verdict: nullable(Type.Enum([...importVerdicts])),
          problem: nullable(Type.String()),
        }),
      ),
    }),
    404: ProblemShape,
    ...faults,
  },
};

function linesRoutes(server: WebServer, context: PageContext): void {
  const { database } = context;
  server.get('/imports/:id/lines', { schema: linesSchema, config: reading }, async (request) => {
    const { id, samples } = await importOf(context, request.params.id);
    const lines = await findLines(database, id, Object.values(samples).flat());
    return {
      lines: lines.map(({ fileLine: line, fields, verdict, problem }) => ({
        ...{ line, verdict, problem, fields: [...fields] },
      })),
    };
  });
  const problems = {
    ...forOperators,
    summary: 'The lines that cannot be used, as CSV with a column that says why',
    params: Id,
    response: { 200: { content: { 'text/csv': { schema: Type.String() } } }, 404: ProblemShape, ...faults },
  };
  server.get('/imports/:id/problems', { schema: problems, config: reading }, async (request, reply) => {
    const one = await importOf(context, request.params.id);
    const { t } = context.texts.en;
    const words = (problem: ImportProblem, detail: string | null) =>
      t(`admin-imports.problem-${problem}`, { detail });
    reply.type('text/csv; charset=utf-8');
    return reply.send(Readable.from(problemFile(database, one, words)) as never);
  });
}

function chooseRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'Say what the columns are, what the list is for, and what its people agreed to',
    params: Id,
    body: BodyShape({
      mapping: MappingShape,
      aim: Type.Enum([...importAims]),
      language: Type.Optional(MailLanguage),
      consent: Type.Optional(nullable(ConsentShape)),
      invitesHour: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    }),
    response: { 200: ImportShape, 404: ProblemShape, ...faults },
  };
  server.put('/imports/:id', { schema, config: importing }, async (request) => {
    const { mapping, aim, language, consent, invitesHour } = request.body;
    const former = await importOf(context, request.params.id);
    const chosen = await chooseForImport(context, actorOf(request), former.id, {
      ...{ mapping, aim, language: language ?? former.language },
      consent: consent === undefined ? former.consent : consent,
      invitesHour: invitesHour ?? former.invitesHour,
    });
    return importShape(chosen);
  });
}

interface Steered {
  readonly act: (acting: Acting, actor: Actor, id: number, version?: string) => Promise<Import>;
  /** Whether a worker has something to do then. */
  readonly wakes: boolean;
  readonly summary: string;
}

const acts: Readonly<Record<'check' | 'start' | 'pause' | 'resume' | 'cancel', Steered>> = {
  check: { act: checkImport, wakes: true, summary: 'Have each line judged, which changes nothing' },
  start: { act: startImport, wakes: true, summary: 'Carry out a list that was checked' },
  pause: { act: pauseImportByOperator, wakes: false, summary: 'Pause an import' },
  resume: { act: resumeImportByOperator, wakes: true, summary: 'Let a paused import go on' },
  cancel: { act: cancelImport, wakes: false, summary: 'End an import for good; whoever came in stays' },
};

const Shown = Type.Object({
  version: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'Of what was read: where somebody has chosen otherwise since, nothing is done.',
    }),
  ),
});

function actRoutes(server: WebServer, context: PageContext): void {
  for (const [name, { act, wakes, summary }] of Object.entries(acts)) {
    const response = { 200: ImportShape, 404: ProblemShape, ...faults };
    const asked = name === 'start' ? { querystring: Shown } : {};
    const schema = { ...forOperators, summary, params: Id, ...asked, response };
    server.post(`/imports/:id/${name}`, { schema, config: importing }, async (request) => {
      const { id } = request.params as { readonly id: number };
      const { version } = request.query as { readonly version?: string };
      const one = await act(context, actorOf(request), id, version);
      if (wakes) await context.queues.goThroughImports();
      return importShape(one);
    });
  }
}
