import type { OutcomeClass } from '../../model/delivery.js';
import { type FeedbackReason, feedbackReasons, type VerdictGrade } from '../../model/feedback.js';
import { classifyRefusal, type Stage } from '../../refusals/classify-refusal.js';
import { refusalText } from '../../refusals/refusal-text.js';
import type { SmtpReply, SmtpStage } from './smtp-reply.js';
import { outcomeOfReason, replyRules } from './smtp-reply-rules.js';

/** What a reply means for one delivery. */
export interface ReplyVerdict {
  readonly class: OutcomeClass;
  /** Why, in the words of reports; null where nothing was refused for good. */
  readonly refusal: FeedbackReason | null;
  /** Of a dead address. */
  readonly grade: VerdictGrade | null;
}

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

const STAGES: Readonly<Record<SmtpStage, Stage>> = {
  connect: 'sender',
  mail: 'sender',
  rcpt: 'recipient',
  data: 'data',
  final: 'data',
};

/** What a reply, or its absence, means for the delivery; see {@link verdictOfReply}. */
export function classifyReply(reply: SmtpReply, recipient: string | null = null): OutcomeClass {
  return verdictOfReply(reply, recipient).class;
}

/**
 * What a reply, or its absence, means for one delivery: first what the session decides (see {@link replyRules}), then
 * what a permanent refusal means, by the same rules as in a report.
 * @param recipient whom the message is for; null where the caller does not know
 */
export function verdictOfReply(reply: SmtpReply, recipient: string | null): ReplyVerdict {
  const { stage, code } = reply;
  if (code === null) return plain(WITHOUT_REPLY[stage]);
  if (code >= 200 && code < 300 && stage === 'final') return plain('delivered');
  const rule = ruleOf(reply);
  if (rule !== undefined) return plain(rule);
  // A 2yz or 3yz where none belongs is as good as no reply.
  return code < 500 ? plain(WITHOUT_REPLY[stage]) : refused(reply, recipient);
}

function plain(outcome: OutcomeClass): ReplyVerdict {
  return { class: outcome, refusal: null, grade: null };
}

function ruleOf(reply: SmtpReply): OutcomeClass | undefined {
  const { stage, code } = reply;
  const digits = String(code);
  const enhanced = reply.enhanced ?? '';
  const lines = refusalText(reply.text ?? '').split('\n');
  return replyRules.find(
    (candidate) =>
      candidate.code.test(digits) &&
      (candidate.stages === undefined || candidate.stages.includes(stage)) &&
      (candidate.enhanced === undefined || candidate.enhanced.test(enhanced)) &&
      (candidate.text === undefined ||
        candidate.text.some((phrase) => lines.some((line) => phrase.test(line)))),
  )?.outcome;
}

function refused({ stage, code, enhanced, text }: SmtpReply, recipient: string | null): ReplyVerdict {
  const { reason, grade, passes } = classifyRefusal({
    status: enhanced,
    reply: String(code),
    stage: STAGES[stage],
    recipient,
    said: text === null ? [] : [{ text, isReply: true }],
  });
  const isDead = feedbackReasons[reason].blame === 'address';
  return { class: isDead ? 'dead-address' : outcomeOfReason(reason, passes), refusal: reason, grade };
}
