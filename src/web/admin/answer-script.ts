import type { FastifyReply } from 'fastify';
import { BroadsheetError } from '../../errors.js';
import { toProblem } from '../http/problem.js';
import type { AdminContext } from './admin-context.js';
import { faultSentence } from './fault-sentence.js';
import { againUrl } from './next-page.js';
import { textsOfTurn } from './send-admin.js';
import type { Turn } from './turn.js';

/** What `public/passkey.js` is answered: what it asked for, or a sentence for the person in front of it. */
export async function answerScript(
  turn: Turn,
  context: AdminContext,
  work: () => Promise<object>,
): Promise<FastifyReply> {
  try {
    return await turn.reply.send(await work());
  } catch (error) {
    if (error instanceof BroadsheetError && error.code === 'FACTOR_NEEDED')
      return turn.reply.send({ next: context.place.base + againUrl('/admin/me') });
    const message = faultSentence(textsOfTurn(context, turn), error, 'passkey');
    return turn.reply.code(toProblem(error).status).send({ message });
  }
}
