import type { FeedbackEvent, FeedbackReason } from '../../model/feedback.js';
import { refusalRules } from '../../refusals/refusal-rules.js';
import { classifyFinding } from '../reading/classify-finding.js';

export type EventVerdict = Omit<FeedbackEvent, 'recipient'>;
export type EventKind = Pick<FeedbackEvent, 'class' | 'reason'>;

export interface ProviderFailure {
  /** Which rule this is, as `provider/rule`. */
  readonly rule: string;
  readonly recipient: string | null;
  /** What the provider says that it is. */
  readonly class: 'hard' | 'soft';
  readonly reason: FeedbackReason;
  readonly status: string | null;
  /** What the recipient's server said. */
  readonly diagnostic: string | null;
  /** The provider documents that it says so of a mailbox that does not exist, and of nothing else. */
  readonly isSure?: boolean;
}

/**
 * What a provider tells without a server's words. That an address is dead is likely then: it may say so for what it
 * remembers of earlier mail.
 */
export function plainVerdict(rule: string, kind: EventKind): EventVerdict {
  return { status: null, reply: null, rule, ...kind, grade: kind.class === 'hard' ? 'likely' : null };
}

/**
 * What a failure means that a provider calls permanent or temporary. Providers call permanent whatever a server
 * refuses for good, a full mailbox or our reputation among it: where the server's own words say more, they count.
 * They never make a dead address of what the provider calls temporary.
 */
export function failureVerdict(failure: ProviderFailure): EventVerdict {
  const { rule, reason, diagnostic, isSure = false } = failure;
  const finding = {
    recipient: failure.recipient,
    aliases: [],
    action: 'failed',
    status: failure.status,
    diagnostic: diagnostic ?? '',
    context: '',
    dialect: 'provider',
  };
  const words = classifyFinding(finding, refusalRules);
  const { reply } = words;
  const status = failure.status ?? words.status;
  const saysMore = words.reason !== 'undetermined' && words.class === 'soft';
  if (saysMore || failure.class === 'soft')
    return { class: 'soft', status, reply, reason: saysMore ? words.reason : reason, grade: null, rule };
  const isDead = words.class === 'hard';
  const grade = isSure ? 'certain' : isDead ? words.grade : 'likely';
  return { class: 'hard', status, reply, reason: isDead ? words.reason : reason, grade, rule };
}
