import { Readable } from 'node:stream';
import Type from 'typebox';
import { exportFormats, exportReaders, exportText } from '../../subscribers/export-readers.js';
import { findReadersPage } from '../../subscribers/find-readers.js';
import { readerFilter } from '../../subscribers/reader-filter.js';
import { askedBy } from '../../subscribers/reader-searches.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { readerFilterProperties, searchProperty } from './reader-filter-shape.js';
import { BodyShape, ProblemShape } from './shapes.js';

const Text = Type.Union([Type.String(), Type.Null()]);
const Moment = Type.String({ format: 'date-time' });
const ListedShape = Type.Object({
  id: Type.Integer(),
  address: Type.String(),
  state: Type.String(),
  stateChangedAt: Moment,
  confirmedAt: Type.Union([Moment, Type.Null()]),
  frequency: Type.String(),
  language: Type.String(),
  hasRules: Type.Boolean(),
  via: Text,
  origin: Text,
});

/** Readers by what is known of them; a POST, because parts of addresses do not belong into URLs. */
export function operatorsReaders(server: WebServer, context: PageContext): void {
  const { database, config } = context;
  const search = {
    ...forOperators,
    summary: 'Subscribers by address, state, preferences and where they came from, the newest first',
    description: 'A POST, because addresses do not belong into URLs. It changes nothing.',
    body: BodyShape({
      ...readerFilterProperties,
      ...searchProperty,
      before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before.' })),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    response: {
      200: Type.Object({
        subscribers: Type.Array(ListedShape),
        next: Type.Union([Type.Integer(), Type.Null()]),
      }),
      400: ProblemShape,
      401: ProblemShape,
    },
  };
  const reading = { permission: 'subscribers:read' } as const;
  server.post('/subscribers/search', { schema: search, config: reading }, async ({ body }) => {
    const { before, limit, search: kept, ...asked } = body;
    const filter = readerFilter(await askedBy(context, { search: kept, asked }), config.digestTimezone);
    const { readers, next } = await findReadersPage(database, filter, { before: before ?? null, limit });
    const iso = (moment: Date | null) => moment?.toISOString() ?? null;
    return {
      next,
      subscribers: readers.map((reader) => ({
        ...reader,
        stateChangedAt: reader.stateChangedAt.toISOString(),
        confirmedAt: iso(reader.confirmedAt),
      })),
    };
  });
  exportRoute(server, context);
}

function exportRoute(server: WebServer, context: PageContext): void {
  const schema = {
    ...forOperators,
    summary: 'A file of subscribers with their consent, preferences and origin',
    description: 'CSV as in RFC 4180, or JSON lines; it is streamed, however many there are.',
    body: BodyShape({
      ...readerFilterProperties,
      ...searchProperty,
      format: Type.Enum([...exportFormats], { default: 'csv' }),
    }),
    response: {
      200: {
        content: { 'text/csv': { schema: Type.String() }, 'application/jsonl': { schema: Type.String() } },
      },
      400: ProblemShape,
      401: ProblemShape,
    },
  };
  const exporting = { permission: 'subscribers:export' } as const;
  server.post('/subscribers/export', { schema, config: exporting }, async (request, reply) => {
    const { format, search, ...asked } = request.body;
    const filter = readerFilter(await askedBy(context, { search, asked }), context.config.digestTimezone);
    const batches = await exportReaders(context, actorOf(request), filter);
    reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8');
    return reply.send(Readable.from(exportText(batches, format)) as never);
  });
}
