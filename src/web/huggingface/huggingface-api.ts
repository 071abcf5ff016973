import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, dateIn } from '../../model/calendar-date.js';
import { arxivIdOf } from '../../model/paper-id.js';
import { SOURCE_NAME } from '../../sources/huggingface/parse-item.js';
import { itemOf } from '../../sources/huggingface/record.js';
import type { Database } from '../../store/database.js';
import { newestListDate } from '../../store/papers/papers.js';
import { recordedPapers, recordedPapersById } from '../../store/papers/source-records.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { toProblem } from '../http/problem.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { findPapers } from '../search/find-papers.js';
import { type DaySpan, daysAsked } from './list-question.js';

/** Pages of a list are few: a month holds less than a thousand papers. */
const MOST_PAGES = 1_000;

const ListQuery = Type.Object({
  date: Type.Optional(Type.String({ description: 'YYYY-MM-DD, or a moment of that day in UTC' })),
  week: Type.Optional(Type.String({ description: 'YYYY-Www' })),
  month: Type.Optional(Type.String({ description: 'YYYY-MM' })),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
  p: Type.Integer({ minimum: 0, maximum: MOST_PAGES, default: 0, description: '0 for the first page' }),
  sort: Type.Enum(['publishedAt', 'trending'], { default: 'publishedAt' }),
  submitter: Type.Optional(Type.String({ maxLength: 100 })),
});

const Item = Type.Unsafe<object>({ type: 'object', additionalProperties: true });
const Fault = Type.Object({ error: Type.String() });
const orders = { publishedAt: 'publication', trending: 'upvotes' } as const;

/** The papers in Hugging Face's own shape, for clients that were written for it; errors are in its shape too. */
export async function huggingFaceApi(
  server: WebServer,
  context: PageContext,
  searchLimit: ClientLimit,
): Promise<void> {
  server.setErrorHandler(async (error, request, reply) => {
    const { status, detail, code } = toProblem(error);
    if (status >= 500) request.log.error({ code }, 'request-failed');
    if (status === 503) reply.header('retry-after', '10');
    return reply.code(status).send({ error: detail });
  });
  listRoute(server, context);
  searchRoute(server, context, searchLimit);
  paperRoute(server, context);
}

function listRoute(server: WebServer, { database, clock }: PageContext): void {
  const schema = {
    tags: [tags.shaped],
    summary: 'Papers of a day, an ISO week or a month',
    description: 'Without any of the three: the newest lists, newest first.',
    querystring: ListQuery,
    response: { 200: Type.Array(Item), 400: Fault },
  };
  server.get('/daily_papers', { schema }, async (request) => {
    const { limit, p, sort, submitter = '' } = request.query;
    const today = dateIn('UTC', clock());
    const dated = ['date', 'week', 'month'].some((name) => name in request.query);
    const papers = await recordedPapers(database, {
      ...(dated ? daysAsked(request.query, today) : await newestDays(database, today)),
      source: SOURCE_NAME,
      submitter: submitter || null,
      order: !dated && sort === 'publishedAt' ? 'list' : orders[sort],
      limit,
      offset: p * limit,
    });
    return papers.map(itemOf);
  });
}

async function newestDays(database: Database, today: CalendarDate): Promise<DaySpan> {
  return daysAsked({}, (await newestListDate(database, today)) ?? today);
}

function searchRoute(server: WebServer, { database, clock }: PageContext, onRequest: ClientLimit): void {
  const schema = {
    tags: [tags.shaped],
    summary: 'Papers that match a search',
    description: 'Without a search: the newest lists, newest first.',
    querystring: Type.Object({
      q: Type.String({ maxLength: 300, default: '' }),
      limit: Type.Integer({ minimum: 1, maximum: 120, default: 20 }),
    }),
    response: { 200: Type.Array(Item), 400: Fault },
  };
  server.get('/papers/search', { schema, onRequest }, async (request) => {
    const { q, limit } = request.query;
    if (q.trim() === '') {
      const days = await newestDays(database, dateIn('UTC', clock()));
      const question = { ...days, source: SOURCE_NAME, submitter: null, order: 'list', offset: 0 } as const;
      return (await recordedPapers(database, { ...question, limit })).map(itemOf);
    }
    const { papers } = await findPapers(database, q, { limit, offset: 0 });
    const ids = papers.map(({ paper }) => paper.id);
    return (await recordedPapersById(database, SOURCE_NAME, ids)).map(itemOf);
  });
}

function paperRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    tags: [tags.shaped],
    summary: 'One paper by its arXiv id',
    params: Type.Object({ id: Type.String() }),
    response: { 200: Item, 404: Fault },
  };
  const paperOf = async (asked: string): Promise<object> => {
    const id = arxivIdOf(asked);
    const [found] = id === null ? [] : await recordedPapersById(database, SOURCE_NAME, [id]);
    if (found === undefined) throw new BroadsheetError('NOT_FOUND', `Paper ${asked} is not known here.`);
    return itemOf(found)['paper'] as object;
  };
  server.get('/papers/:id', { schema }, async (request) => paperOf(request.params.id));
  const ofOldId = { ...schema, params: Type.Object({ archive: Type.String(), number: Type.String() }) };
  server.get('/papers/:archive/:number', { schema: ofOldId }, async ({ params }) =>
    paperOf(`${params.archive}/${params.number}`),
  );
}
