import type { Answer } from '../model/answer.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { paperExists } from '../store/papers/papers.js';
import { holdSubscriber } from '../store/subscribers/subscribers.js';
import { noteAnswered } from '../store/tastes/order-choices.js';
import { deleteSave, putSave } from '../store/tastes/saves.js';
import { deleteVote, putVote } from '../store/tastes/votes.js';

export interface PaperAnswer {
  readonly subscriberId: number;
  readonly paperId: string;
  readonly answer: Answer;
  readonly now: Date;
}

/**
 * Records what a reader says of a paper. Repeating it is harmless.
 * @returns `gone` where there is no such reader, `unknown` where there is no such paper
 */
export function answerPaper(
  database: Database,
  answer: PaperAnswer,
): Promise<'recorded' | 'gone' | 'unknown'> {
  return inTransaction(database, async (client) => {
    if (!(await holdSubscriber(client, answer.subscriberId))) return 'gone';
    if (!(await paperExists(client, answer.paperId))) return 'unknown';
    await record(client, answer);
    await noteAnswered(client, answer.subscriberId, answer.now);
    return 'recorded';
  });
}

async function record(client: Queryable, { subscriberId, paperId, answer, now }: PaperAnswer): Promise<void> {
  switch (answer) {
    case 'more':
    case 'less':
      return putVote(client, { subscriberId, paperId, vote: answer, at: now });
    case 'undo-vote':
      return deleteVote(client, subscriberId, paperId);
    case 'save':
      return putSave(client, { subscriberId, paperId, at: now });
    case 'undo-save':
      return deleteSave(client, subscriberId, paperId);
  }
}
