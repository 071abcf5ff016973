import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { ownOrderUrl, preferencesUrl } from '../../model/links.js';
import { findSubscriber } from '../../subscribers/operators.js';
import {
  chooseOrder,
  forgetLearned,
  type LearnedTerm,
  type OwnOrder,
  readOwnOrder,
} from '../../tastes/own-order.js';
import type { PageContext, WebServer } from '../http/context.js';
import { claimOf } from '../links/link-claim.js';
import { gone, sendMessage, todaysDateline } from './message-page.js';
import { sendPage } from './send-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

interface Shown {
  /** What happened. */
  readonly banner?: (texts: Texts) => string;
  /** The moment before what was forgotten; empty for none. */
  readonly undo?: { readonly until: string };
}

/** The order of a reader's own: choosing it, what was learned for it, and forgetting that. Opening it changes nothing. */
export function ownOrderPages(server: WebServer, context: PageContext): void {
  server.get('/preferences/:token/order', { schema }, (request, reply) =>
    show(reply, context, request.params.token, {}),
  );

  server.post('/preferences/:token/order', { schema }, async (request, reply) => {
    const { token } = request.params;
    const order = fieldOf(request.body, 'order') === 'personal' ? 'personal' : 'common';
    await chooseOrder(context.database, await readerOf(context, token), order, context.clock());
    if (order === 'personal') await context.queues.learn();
    return show(reply, context, token, {
      banner: ({ t }) => (order === 'personal' ? t('order.chosen-personal') : t('order.chosen-common')),
    });
  });

  server.post('/preferences/:token/order/forget', { schema }, async (request, reply) => {
    const { token } = request.params;
    const id = await readerOf(context, token);
    const now = context.clock();
    const { forgottenAt } = await readOwnOrder(context.database, id);
    await forgetLearned(context.database, id, now, now);
    const undo = { until: forgottenAt?.toISOString() ?? '' };
    return show(reply, context, token, { banner: ({ t }) => t('order.forgotten'), undo });
  });

  server.post('/preferences/:token/order/recall', { schema }, async (request, reply) => {
    const { token } = request.params;
    const until = new Date(fieldOf(request.body, 'until'));
    const forgottenAt = Number.isNaN(until.getTime()) ? null : until;
    await forgetLearned(context.database, await readerOf(context, token), forgottenAt, context.clock());
    await context.queues.learn();
    return show(reply, context, token, { banner: ({ t }) => t('order.recalled') });
  });
}

async function readerOf(context: PageContext, token: string): Promise<number> {
  return (await claimOf(context, 'preferences', token)).subscriberId;
}

function fieldOf(body: unknown, name: string): string {
  const value = ((body ?? {}) as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
}

async function show(
  reply: FastifyReply,
  context: PageContext,
  token: string,
  { banner, undo }: Shown,
): Promise<FastifyReply> {
  const subscriberId = await readerOf(context, token);
  if ((await findSubscriber(context.database, { id: subscriberId })) === null) {
    return sendMessage(reply.code(410), context, gone);
  }
  const known = await readOwnOrder(context.database, subscriberId);
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'own-order', (texts) => ({
    dateline: todaysDateline(context, texts),
    action: ownOrderUrl('', token),
    preferences: preferencesUrl('', token),
    banner: banner?.(texts) ?? null,
    undo: undo ?? null,
    ...orderView(known, texts),
  }));
}

function orderView(
  { order, forgottenAt, answers, fewestAnswers, waits, learned }: OwnOrder,
  { dates, t }: Texts,
) {
  const side = (id: string, label: string, terms: readonly LearnedTerm[]) => ({
    id,
    label,
    terms: terms.map(({ kind, term }) => ({ text: term, isTopic: kind === 'topic' })),
  });
  const isPersonal = order === 'personal';
  return {
    isPersonal,
    waits,
    answers,
    fewest: fewestAnswers,
    since: isPersonal && forgottenAt !== null ? dates.moment(forgottenAt) : null,
    learned:
      learned === null
        ? null
        : {
            at: dates.moment(learned.at),
            answers: learned.answers,
            sides: [
              side('liked', t('order.liked'), learned.liked),
              side('disliked', t('order.disliked'), learned.disliked),
            ],
          },
  };
}
