import type { FastifyRequest } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import type { Answer } from '../../model/answer.js';
import { answerPaper } from '../../tastes/answer-paper.js';
import type { PageContext } from '../http/context.js';
import type { ReaderLimit } from '../limits/rate-limits.js';

export interface TakenAnswer {
  readonly subscriberId: number;
  readonly paperId: string;
  readonly answer: Answer;
}

/**
 * Records what a reader brought, within the limit of what one may bring.
 * @returns false where there is no such reader any more
 * @throws BroadsheetError RATE_LIMITED, NOT_FOUND where there is no such paper
 */
export async function takeAnswer(
  { database, clock }: PageContext,
  limit: ReaderLimit,
  request: FastifyRequest,
  answer: TakenAnswer,
): Promise<boolean> {
  await limit(request, answer.subscriberId);
  const outcome = await answerPaper(database, { ...answer, now: clock() });
  if (outcome === 'unknown') throw new BroadsheetError('NOT_FOUND', 'There is no such paper.');
  return outcome === 'recorded';
}
