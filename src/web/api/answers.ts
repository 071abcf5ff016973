import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { type Answer, answers, type PaperAnswers } from '../../model/answer.js';
import { papersForReader } from '../../store/deliveries/readers-digests.js';
import { findDigestById } from '../../store/digests/digests.js';
import { answersOf, savedPapers } from '../../store/tastes/saves.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ReaderLimit } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { takeAnswer } from '../readers/take-answer.js';
import { BodyShape, PaperShape, ProblemShape, paperShape } from './shapes.js';

const Token = Type.String({ maxLength: 200, description: 'The end of the link to answer in a digest.' });
const AnswersShape = Type.Object({
  paperId: Type.String(),
  vote: Type.Union([Type.Enum(['more', 'less']), Type.Null()]),
  saved: Type.Boolean(),
});
const faults = { 400: ProblemShape, 404: ProblemShape, 410: ProblemShape };

/** Answering papers, as on the pages. POST throughout: a token belongs in no log of addresses. */
export function answersApi(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  answerRoute(server, context, limit);
  listRoute(server, context);
  savedRoute(server, context);
}

function answerRoute(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'Say more or less like a paper, save it, or take that back',
    description: 'Repeating it is harmless.',
    body: BodyShape({
      token: Token,
      paperId: Type.String({ maxLength: 64 }),
      answer: Type.Enum([...answers]),
    }),
    response: { 200: AnswersShape, ...faults, 429: ProblemShape },
  };
  server.post('/answers', { schema }, async (request) => {
    const { token, paperId, answer } = request.body;
    const { subscriberId } = await claimOf(context, 'answer', token);
    const taken = await takeAnswer(context, limit, request, {
      subscriberId,
      paperId,
      answer: answer as Answer,
    });
    if (!taken) throw goneError();
    const given = await answersOf(context.database, subscriberId, [paperId]);
    return answersShape(paperId, given.get(paperId));
  });
}

function listRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'What was said of the papers of the digest that the link is for',
    body: BodyShape({ token: Token }),
    response: {
      200: Type.Object({
        answers: Type.Array(AnswersShape),
      }),
      ...faults,
    },
  };
  server.post('/answers/list', { schema }, async (request, reply) => {
    const { subscriberId, serial } = await claimOf(context, 'answer', request.body.token);
    await readerBehind(context, subscriberId);
    const digest = await findDigestById(context.database, serial);
    if (digest === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'There is no such digest.');
    const papers = await papersForReader(context.database, digest.id, subscriberId);
    const ids = papers.map(({ paper }) => paper.id);
    const given = await answersOf(context.database, subscriberId, ids);
    reply.header('cache-control', 'no-store');
    return { answers: ids.map((id) => answersShape(id, given.get(id))) };
  });
}

function savedRoute(server: WebServer, context: PageContext): void {
  const schema = {
    tags: [tags.subscribing],
    summary: 'The papers that were saved, newest first',
    body: BodyShape({ token: Token, limit: Type.Integer({ minimum: 1, maximum: 1000, default: 200 }) }),
    response: {
      200: Type.Object({
        papers: Type.Array(
          Type.Intersect([PaperShape, Type.Object({ savedAt: Type.String({ format: 'date-time' }) })]),
        ),
      }),
      ...faults,
    },
  };
  server.post('/saved', { schema }, async (request, reply) => {
    const { token, limit } = request.body;
    const { subscriberId } = await claimOf(context, 'answer', token);
    await readerBehind(context, subscriberId);
    const saved = await savedPapers(context.database, subscriberId, { after: null, limit });
    reply.header('cache-control', 'no-store');
    return {
      papers: saved.map((paper) => ({ ...paperShape(paper), savedAt: paper.savedAt.toISOString() })),
    };
  });
}

async function readerBehind({ database }: PageContext, id: number): Promise<void> {
  if ((await findSubscriber(database, { id })) === null) throw goneError();
}

function goneError(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'The address is not on the list any more.');
}

function answersShape(paperId: string, given: PaperAnswers | undefined) {
  return { paperId, vote: given?.vote ?? null, saved: given?.saved ?? false };
}
