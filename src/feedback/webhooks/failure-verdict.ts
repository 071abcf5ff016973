import type { FeedbackEvent, FeedbackReason } from '../../model/feedback.js';
import { judge } from '../reading/judge.js';
import { judgingRules } from '../reading/judging-rules.js';

type Verdict = Pick<FeedbackEvent, 'class' | 'status' | 'reply' | 'reason' | 'rule'>;

export interface ProviderFailure {
  /** Which rule this is, as `provider/rule`. */
  readonly rule: string;
  /** What the provider says that it is. */
  readonly class: 'hard' | 'soft';
  readonly reason: FeedbackReason;
  readonly status: string | null;
  /** What the recipient's server said. */
  readonly diagnostic: string | null;
}

/**
 * What a failure means that a provider calls permanent or temporary. Providers call permanent whatever a server
 * refuses for good, a full mailbox or our reputation among it: where the server's own words say more, they count.
 * They never make a dead address of what the provider calls temporary.
 */
export function failureVerdict({ rule, reason, diagnostic, ...failure }: ProviderFailure): Verdict {
  const finding = {
    recipient: null,
    aliases: [],
    action: 'failed',
    status: failure.status,
    diagnostic: diagnostic ?? '',
    context: '',
    dialect: 'provider',
  };
  const words = judge(finding, judgingRules);
  const { reply } = words;
  const status = failure.status ?? words.status;
  const saysMore = words.reason !== 'undetermined' && words.class === 'soft';
  if (saysMore) return { class: 'soft', status, reply, reason: words.reason, rule };
  const isDead = failure.class === 'hard' && words.class === 'hard';
  return { class: failure.class, status, reply, reason: isDead ? words.reason : reason, rule };
}
