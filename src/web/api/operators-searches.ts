import Type from 'typebox';
import { listReaderSearches } from '../../store/subscribers/reader-searches.js';
import { readerFilter } from '../../subscribers/reader-filter.js';
import { forgetSearch, keepSearch } from '../../subscribers/reader-searches.js';
import { forOperators } from '../api-docs.js';
import { actorOf } from '../http/actor.js';
import type { PageContext, WebServer } from '../http/context.js';
import { readerFilterProperties } from './reader-filter-shape.js';
import { BodyShape, ProblemShape } from './shapes.js';

const config = { permission: 'subscribers:read' } as const;
const faults = { 400: ProblemShape, 401: ProblemShape };
const Id = Type.String({ pattern: '^[\\w-]{1,40}$', description: 'As the list of searches gives it.' });

const listSchema = {
  ...forOperators,
  summary: 'Kept searches for readers, by name',
  response: {
    200: Type.Object({
      searches: Type.Array(
        Type.Object({ id: Id, name: Type.String(), asked: Type.Record(Type.String(), Type.String()) }),
      ),
    }),
    ...faults,
  },
};

const keepSchema = {
  ...forOperators,
  summary: 'Keep a search for readers',
  body: BodyShape({ name: Type.String({ minLength: 1, maxLength: 80 }), ...readerFilterProperties }),
  response: { 201: Type.Object({ id: Id }), ...faults },
};

const forgetSchema = {
  ...forOperators,
  summary: 'Forget a kept search',
  params: Type.Object({ id: Id }),
  response: { 204: Type.Null(), 404: ProblemShape, ...faults },
};

/** Searches for readers that operators keep, by a name. */
export function operatorsSearches(server: WebServer, context: PageContext): void {
  server.get('/searches', { schema: listSchema, config }, async () => {
    const kept = await listReaderSearches(context.database);
    return {
      searches: kept.map(({ id, name, asked }) => ({
        id,
        name: name ?? '',
        asked: { ...asked } as Record<string, string>,
      })),
    };
  });
  server.post('/searches', { schema: keepSchema, config }, async (request, reply) => {
    const { name, ...asked } = request.body;
    // What could not be searched for is not kept.
    readerFilter(asked, context.config.digestTimezone);
    const id = await keepSearch(context, actorOf(request), { asked, ids: null, name });
    return reply.code(201).send({ id });
  });
  server.delete('/searches/:id', { schema: forgetSchema, config }, async (request, reply) => {
    await forgetSearch(context, actorOf(request), request.params.id);
    return reply.code(204).send(null);
  });
}
