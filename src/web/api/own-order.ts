import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { type ReadingOrder, readingOrders } from '../../model/reading-order.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { chooseOrder, forgetLearned, type LearnedTerm, readOwnOrder } from '../../tastes/own-order.js';
import { tags } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { bearerTokenOf, claimOf } from '../links/link-claim.js';
import { ProblemShape } from './shapes.js';

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const Term = Type.Object({
  kind: Type.Enum(['word', 'topic']),
  term: Type.String(),
  weight: Type.Number({ description: 'Above zero for more of it, below zero for less.' }),
});
const Shape = Type.Object({
  order: Type.Enum([...readingOrders]),
  answersSince: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Only what was answered since then is learned from; null: everything.',
  }),
  answers: Type.Integer({ description: 'How many answers there are to learn from.' }),
  fewestAnswers: Type.Integer({ description: 'With fewer, digests come in the common order.' }),
  waits: Type.Boolean({ description: 'Whether something is still to be learned.' }),
  learned: Type.Union([
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      answers: Type.Integer(),
      liked: Type.Array(Term, { description: 'The heaviest first.' }),
      disliked: Type.Array(Term),
    }),
    Type.Null(),
  ]),
});
const Choice = Type.Object(
  {
    order: Type.Enum([...readingOrders], {
      description: '`personal`: by your votes and saves, which it learns from. Off for who never chose it.',
    }),
    answersSince: Type.Optional(Moment),
  },
  { additionalProperties: false },
);
const reader = {
  tags: [tags.subscribing],
  description: 'The token is the end of the link to the preferences in any digest: `Authorization: Bearer`.',
  response: { 200: Shape, 400: ProblemShape, 401: ProblemShape, 404: ProblemShape, 410: ProblemShape },
};

/** The order of a reader's own, for programs; as on its page. */
export function ownOrderApi(server: WebServer, context: PageContext): void {
  const { database, clock, queues } = context;
  const reading = { ...reader, summary: 'The order of your papers, and what was learned for it' };
  server.get('/preferences/order', { schema: reading }, async (request) =>
    answerOf(context, await readerOf(context, request)),
  );

  const choosing = { ...reader, summary: 'Choose the order of your papers', body: Choice };
  server.put('/preferences/order', { schema: choosing }, async (request) => {
    const id = await readerOf(context, request);
    const { order, answersSince } = request.body;
    await chooseOrder(database, id, order as ReadingOrder, clock());
    if (answersSince !== undefined) {
      await forgetLearned(database, id, answersSince === null ? null : new Date(answersSince), clock());
    }
    if (order === 'personal') await queues.learn();
    return answerOf(context, id);
  });

  const forgetting = {
    ...reader,
    summary: 'Forget what was learned',
    description: `${reader.description} Votes and saves stay, but what was answered until now counts no longer. Undone by \`PUT\` with the \`answersSince\` of before.`,
  };
  server.delete('/preferences/order/learned', { schema: forgetting }, async (request) => {
    const id = await readerOf(context, request);
    await forgetLearned(database, id, clock(), clock());
    return answerOf(context, id);
  });
}

async function readerOf(context: PageContext, request: FastifyRequest): Promise<number> {
  const { subscriberId } = await claimOf(context, 'preferences', bearerTokenOf(request));
  if ((await findSubscriber(context.database, { id: subscriberId })) === null) {
    throw new BroadsheetError('NOT_FOUND', 'The address is not on the list any more.');
  }
  return subscriberId;
}

async function answerOf({ database }: PageContext, subscriberId: number) {
  const { forgottenAt, learned, ...rest } = await readOwnOrder(database, subscriberId);
  const terms = (given: readonly LearnedTerm[]) => given.map((term) => ({ ...term }));
  return {
    ...rest,
    answersSince: forgottenAt?.toISOString() ?? null,
    learned:
      learned === null
        ? null
        : {
            at: learned.at.toISOString(),
            answers: learned.answers,
            liked: terms(learned.liked),
            disliked: terms(learned.disliked),
          },
  };
}
