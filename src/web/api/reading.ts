import Type from 'typebox';
import { publicDigestByName } from '../../mailing/find-digest.js';
import { dateIn, dayIn } from '../../model/calendar-date.js';
import { listDigests } from '../../store/digests/digests.js';
import { newestListDate, papersListedOn } from '../../store/papers/papers.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { dayOf } from './day-parameter.js';
import {
  BloomerShape,
  bloomerShape,
  Day,
  DigestNameText,
  DigestShape,
  digestShape,
  Kind,
  PaperShape,
  ProblemShape,
  paperShape,
  RankedPaperShape,
  rankedPaperShape,
} from './shapes.js';

const PAGE = 50;

export function readingApi(server: WebServer, context: PageContext): void {
  papersRoute(server, context);
  digestsRoute(server, context);
  digestRoute(server, context);
}

function papersRoute(server: WebServer, { database, clock }: PageContext): void {
  const schema = {
    tags: [tags.reading],
    summary: 'Papers listed on a day',
    description: 'Most upvotes first. Without a date, the newest list.',
    querystring: Type.Object({ date: Type.Optional(Day) }),
    response: {
      200: Type.Object({ date: Type.Union([Day, Type.Null()]), papers: Type.Array(PaperShape) }),
      400: ProblemShape,
    },
  };
  server.get('/papers', { schema }, async (request) => {
    const { date: asked } = request.query;
    const date =
      asked === undefined ? await newestListDate(database, dateIn('UTC', clock())) : dayOf(dayIn(asked));
    const papers = date === null ? [] : await papersListedOn(database, date);
    return { date, papers: papers.map(paperShape) };
  });
}

function digestsRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    tags: [tags.reading],
    summary: 'Digests of a kind, newest first',
    querystring: Type.Object({
      kind: Type.Optional(Kind),
      before: Type.Optional(Day),
      limit: Type.Integer({ minimum: 1, maximum: 200, default: PAGE }),
    }),
    response: {
      200: Type.Object({
        digests: Type.Array(DigestShape),
        next: Type.Union([Day, Type.Null()], { description: 'Goes into `before` for the next page.' }),
      }),
      400: ProblemShape,
    },
  };
  server.get('/digests', { schema }, async (request) => {
    const { kind = 'daily', before, limit } = request.query;
    const from = before === undefined ? {} : { before: dayOf(dayIn(before)) };
    const found = await listDigests(database, { kind, ...from, limit: limit + 1 });
    const digests = found.slice(0, limit);
    const next = found.length > limit ? (digests.at(-1)?.period ?? null) : null;
    return { digests: digests.map(digestShape), next };
  });
}

function digestRoute(server: WebServer, { database }: PageContext): void {
  const schema = {
    tags: [tags.reading],
    summary: 'The digest of a day, a week or a month with its frozen papers',
    params: Type.Object({ name: DigestNameText }),
    response: {
      200: Type.Intersect([
        DigestShape,
        Type.Object({
          papers: Type.Array(RankedPaperShape),
          lateBloomers: Type.Array(BloomerShape, { description: 'Papers of earlier days that took off' }),
        }),
      ]),
      400: ProblemShape,
      404: ProblemShape,
    },
  };
  server.get('/digests/:name', { schema }, async (request) => {
    const digest = await publicDigestByName(database, request.params.name);
    return {
      ...digestShape(digest),
      papers: digest.papers.map(rankedPaperShape),
      lateBloomers: digest.bloomers.map(bloomerShape),
    };
  });
}
