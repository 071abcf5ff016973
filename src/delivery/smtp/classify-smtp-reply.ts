import type { OutcomeClass } from '../../model/delivery.js';
import { refusalText } from '../../refusals/refusal-text.js';
import type { SmtpReply, SmtpStage } from './smtp-reply.js';
import { replyRules } from './smtp-reply-rules.js';

/**
 * A connection that ends without a reply. Before the final dot the server cannot have accepted the message
 * (RFC 5321 §4.1.1.4); behind it nobody can know. While connecting no recipient is to blame.
 */
const WITHOUT_REPLY: Readonly<Record<SmtpStage, OutcomeClass>> = {
  connect: 'throttled',
  mail: 'temporary',
  rcpt: 'temporary',
  data: 'temporary',
  final: 'uncertain',
};

/** What a reply, or its absence, means for one delivery; see {@link replyRules}. */
export function classifyReply(reply: SmtpReply): OutcomeClass {
  const { stage, code } = reply;
  if (code === null) return WITHOUT_REPLY[stage];
  if (code >= 200 && code < 300 && stage === 'final') return 'delivered';
  const digits = String(code);
  const enhanced = reply.enhanced ?? '';
  const text = refusalText(reply.text ?? '');
  const rule = replyRules.find(
    (candidate) =>
      candidate.code.test(digits) &&
      (candidate.stages === undefined || candidate.stages.includes(stage)) &&
      (candidate.enhanced === undefined || candidate.enhanced.test(enhanced)) &&
      (candidate.text === undefined || candidate.text.some((phrase) => phrase.test(text))),
  );
  // A 2yz or 3yz where none belongs is as good as no reply.
  return rule?.outcome ?? WITHOUT_REPLY[stage];
}
