import type { Envelope } from '../../model/delivery.js';
import { parseReply, type SmtpReply, type SmtpStage } from './smtp-reply.js';

/** What a reply may be to. */
export type Step = 'rset' | Exclude<SmtpStage, 'connect'>;

/** One message on its way through MAIL, RCPT, DATA and the final dot, as the replies tell it. */
export interface Transaction {
  readonly envelope: Envelope;
  /** The step whose answer is due. */
  stage: SmtpStage;
  /** The first step that was refused; what follows it says nothing new. */
  refusal: SmtpReply | null;
  /** DATA was answered with 354: the server waits for the message. */
  goAhead: boolean;
  /** Every command of the envelope that was sent has its answer. */
  answered: boolean;
  /** The answer to the final dot. */
  verdict: SmtpReply | null;
}

export function newTransaction(envelope: Envelope): Transaction {
  return { envelope, stage: 'mail', refusal: null, goAhead: false, answered: false, verdict: null };
}

/** Takes note of the answer to one step. */
export function noteReply(transaction: Transaction, step: Exclude<Step, 'rset'>, text: string): void {
  // By far the most replies are these two; what they say beyond the code does not matter.
  if ((step === 'mail' || step === 'rcpt') && text.startsWith('250')) {
    transaction.stage = step === 'mail' ? 'rcpt' : 'data';
    return;
  }
  if (step === 'data' && text.startsWith('354')) {
    transaction.goAhead = true;
    transaction.answered = true;
    return;
  }
  transaction.stage = step;
  const reply = parseReply(step, text);
  if (step === 'final') transaction.verdict = reply;
  else if (!isAgreed(step, reply)) transaction.refusal ??= reply;
  if (step === 'data') transaction.answered = true;
}

/** RFC 5321 §4.3.2; any 2yz to a command is as good as 250, DATA needs 354. */
function isAgreed(step: Step, { code }: SmtpReply): boolean {
  return step !== 'data' && code !== null && code >= 200 && code < 300;
}

export function isSameEnvelope(one: Envelope, other: Envelope): boolean {
  return one.to === other.to && one.from === other.from;
}
