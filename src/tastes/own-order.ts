import type { ReadingOrder } from '../model/reading-order.js';
import { personalWeights } from '../ranking/personal/weights.js';
import { type Database, inTransaction } from '../store/database.js';
import { holdSubscriber } from '../store/subscribers/subscribers.js';
import { chooseCommon, choosePersonal, findOrderChoice, forgetUntil } from '../store/tastes/order-choices.js';
import { answersToLearn, readTastes } from '../store/tastes/tastes.js';

/** A word or a topic, and how much it weighs: above zero for what is liked, below it for what is not. */
export interface LearnedTerm {
  readonly kind: 'word' | 'topic';
  readonly term: string;
  readonly weight: number;
}

/** What a reader sees of the order of their own. */
export interface OwnOrder {
  readonly order: ReadingOrder;
  /** What was answered until then is not learned from; null: everything counts. */
  readonly forgottenAt: Date | null;
  /** How many answers there are to learn from, as far as they are looked at. */
  readonly answers: number;
  /** With fewer, the digests come in the common order. */
  readonly fewestAnswers: number;
  /** Whether something is still to be learned. */
  readonly waits: boolean;
  /** Null where nothing was learned. */
  readonly learned: {
    readonly at: Date;
    readonly answers: number;
    /** The heaviest first. */
    readonly liked: readonly LearnedTerm[];
    readonly disliked: readonly LearnedTerm[];
  } | null;
}

const MOST_SHOWN = 20;
const MOST_COUNTED = 200;

/** What was chosen and what was learned; a reader who chose nothing has the common order. */
export async function readOwnOrder(database: Database, subscriberId: number): Promise<OwnOrder> {
  const { personalSince, forgottenAt, unlearned } = await findOrderChoice(database, subscriberId);
  const answers = await answersToLearn(database, [subscriberId], MOST_COUNTED);
  const [taste] = await readTastes(database, [subscriberId]);
  const terms = (taste?.terms ?? []).map((term, index) => learnedTerm(term, taste?.weights[index] ?? 0));
  return {
    order: personalSince === null ? 'common' : 'personal',
    forgottenAt,
    answers: answers.length,
    fewestAnswers: personalWeights.fewestAnswers,
    waits: unlearned,
    learned:
      taste === undefined
        ? null
        : {
            at: taste.learnedAt,
            answers: taste.answers,
            liked: terms.filter(({ weight }) => weight > 0).slice(0, MOST_SHOWN),
            disliked: terms.filter(({ weight }) => weight < 0).slice(0, MOST_SHOWN),
          },
  };
}

function learnedTerm(term: string, weight: number): LearnedTerm {
  const isTopic = term.startsWith('#');
  return { kind: isTopic ? 'topic' : 'word', term: isTopic ? term.slice(1) : term, weight };
}

/**
 * Chooses the order of the digests to come. With the common one, what was learned is deleted; answers stay.
 * @returns false where there is no such subscriber
 */
export function chooseOrder(
  database: Database,
  subscriberId: number,
  order: ReadingOrder,
  now: Date,
): Promise<boolean> {
  return inTransaction(database, async (client) => {
    if (!(await holdSubscriber(client, subscriberId))) return false;
    await (order === 'personal'
      ? choosePersonal(client, subscriberId, now)
      : chooseCommon(client, subscriberId));
    return true;
  });
}

/**
 * Forgets what was learned: answers until `forgottenAt` count no longer, and votes and saves stay. Undone by
 * the moment that was kept before, or null.
 */
export function forgetLearned(
  database: Database,
  subscriberId: number,
  forgottenAt: Date | null,
  now: Date,
): Promise<void> {
  return inTransaction(database, (client) => forgetUntil(client, subscriberId, forgottenAt, now));
}
