import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { periodTitle } from '../../i18n/period-title.js';
import { isAnswer, noAnswers } from '../../model/answer.js';
import type { Digest } from '../../model/digest.js';
import { answersUrl, dataRequestUrl, savedUrl, yourFeedsUrl } from '../../model/links.js';
import type { Paper } from '../../model/paper.js';
import type { LinkClaim } from '../../signing/link-token.js';
import { papersForReader } from '../../store/deliveries/readers-digests.js';
import { findDigestById } from '../../store/digests/digests.js';
import { isAskedAboutOrder } from '../../store/tastes/order-choices.js';
import { answersOf } from '../../store/tastes/saves.js';
import { findSubscriber } from '../../subscribers/operators.js';
import { chooseOrder } from '../../tastes/own-order.js';
import { answerButtons } from '../forms/answer-buttons.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ReaderLimit } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { takeAnswer } from '../readers/take-answer.js';
import { gone, sendMessage } from './message-page.js';
import { paperView } from './paper-view.js';
import { sendPage } from './send-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };
/** As mail links to it: with the paper that is to be on top. Anything else there is passed over. */
const opened = { ...schema, querystring: Type.Object({ paper: Type.Optional(Type.Unknown()) }) };

/**
 * What a reader says of the papers of one digest, behind the personal link of its mail: a button each for more,
 * less and save. Opening the page changes nothing; a button that was pressed is taken back by pressing it again.
 */
export function answersPages(server: WebServer, context: PageContext, limit: ReaderLimit): void {
  server.get('/answers/:token', { schema: opened }, async (request, reply) => {
    const { token } = request.params;
    const claim = await claimOf(context, 'answer', token);
    const { subscriberId, serial } = claim;
    if ((await findSubscriber(context.database, { id: subscriberId })) === null) {
      return sendMessage(reply.code(410), context, gone);
    }
    const digest = await findDigestById(context.database, serial);
    if (digest === null) throw new BroadsheetError('DIGEST_NOT_FOUND', 'There is no such digest.');
    return sendAnswers(reply, context, { token, claim, digest, onTop: request.query.paper });
  });

  server.post('/answers/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    const { paper: paperId, answer, anchor } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof paperId !== 'string' || !isAnswer(answer)) {
      throw new BroadsheetError('INPUT_INVALID', 'Use the buttons of the page.');
    }
    const taken = await takeAnswer(context, limit, request, { subscriberId, paperId, answer });
    if (!taken) return sendMessage(reply.code(410), context, gone);
    // To the page once more, so that reloading it answers nothing again.
    return reply.redirect(`${context.base}${answersUrl('', token)}${placeOf(anchor)}`, 303);
  });

  server.post('/answers/:token/order', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'answer', token);
    const { order, anchor } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const wanted = order === 'personal' ? 'personal' : 'common';
    await chooseOrder(context.database, subscriberId, wanted, context.clock());
    if (wanted === 'personal') await context.queues.learn();
    return reply.redirect(`${context.base}${answersUrl('', token)}${placeOf(anchor)}`, 303);
  });
}

function placeOf(anchor: unknown): string {
  return typeof anchor === 'string' && /^paper-\d+$/.test(anchor) ? `#${anchor}` : '';
}

interface AnswersPage {
  readonly token: string;
  readonly claim: LinkClaim;
  readonly digest: Digest;
  /** The id of the paper to begin with; anything else changes nothing. */
  readonly onTop: unknown;
}

async function sendAnswers(
  reply: FastifyReply,
  context: PageContext,
  { token, claim, digest, onTop }: AnswersPage,
): Promise<FastifyReply> {
  const { kind, period, lastDay } = digest;
  const { subscriberId } = claim;
  const inOrder = await papersForReader(context.database, digest.id, subscriberId);
  const isOnTop = ({ paper }: { readonly paper: Paper }) => paper.id === onTop;
  const papers = [...inOrder.filter(isOnTop), ...inOrder.filter((paper) => !isOnTop(paper))];
  const ids = papers.map(({ paper }) => paper.id);
  const given = await answersOf(context.database, subscriberId, ids);
  const asksAboutOrder = await isAskedAboutOrder(context.database, subscriberId);
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'answers', (texts) => ({
    dateline: periodTitle(texts, kind, period, lastDay),
    action: answersUrl('', token),
    saved: savedUrl('', token),
    feeds: yourFeedsUrl('', token),
    data: dataRequestUrl('', token),
    papers: papers.map((paper) => ({
      ...paperView(texts, paper, paper.position, period),
      id: paper.paper.id,
      buttons: answerButtons(texts, given.get(paper.paper.id) ?? noAnswers),
      asksAboutOrder: asksAboutOrder && given.get(paper.paper.id)?.vote === 'more',
    })),
  }));
}
