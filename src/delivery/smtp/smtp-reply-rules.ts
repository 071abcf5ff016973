import type { OutcomeClass } from '../../model/delivery.js';
import type { FeedbackReason } from '../../model/feedback.js';
import * as mailbox from '../../refusals/mailbox-phrases.js';
import * as ours from '../../refusals/our-phrases.js';
import { greylisted } from '../../refusals/remote-phrases.js';
import type { SmtpStage } from './smtp-reply.js';

/** One line of what a session makes of a reply; it applies where all of its conditions do. */
export interface ReplyRule {
  readonly code: RegExp;
  /** Of the enhanced status; an absent one is the empty text. */
  readonly enhanced?: RegExp;
  /** One of these is in the text (see `refusalText`). */
  readonly text?: readonly RegExp[];
  readonly stages?: readonly SmtpStage[];
  readonly outcome: OutcomeClass;
  /** The source of the rule, or the servers that answer so. */
  readonly because: string;
}

/** Before RCPT TO a server cannot mean the recipient: it means us. */
const BEFORE_RECIPIENT: readonly SmtpStage[] = ['connect', 'mail'];

/**
 * What is decided by the session itself, the first rule that applies: whether to ask again, and whether the relay as
 * a whole wants us to slow down or to put something right (RFC 5321 §4.2 and §4.5.4.1, RFC 3463 §3). What a
 * permanent refusal of a recipient means is classified as in a report; see {@link outcomeOfReason}.
 */
export const replyRules: readonly ReplyRule[] = [
  {
    code: /^421$/,
    outcome: 'throttled',
    because: 'RFC 5321 §3.8, §4.2.2: the server closes; back off from this host',
  },
  {
    code: /^4/,
    text: greylisted,
    outcome: 'temporary',
    because: 'RFC 6647 §2: the same envelope is accepted later',
  },
  {
    code: /^4/,
    stages: BEFORE_RECIPIENT,
    outcome: 'throttled',
    because: 'RFC 4954 §6 (454) and alike: no recipient was named yet',
  },
  { code: /^4/, text: ours.tooManyRecipients, outcome: 'temporary', because: 'RFC 5321 §4.5.3.1.10: 452' },
  {
    code: /^4/,
    text: mailbox.mailboxTooBusy,
    outcome: 'temporary',
    because: 'Gmail and Exchange: about one mailbox',
  },
  { code: /^4/, text: ours.senderQuota, outcome: 'throttled', because: 'what we may send is used up' },
  {
    code: /^4/,
    enhanced: /^4\.[12]\./,
    outcome: 'temporary',
    because: 'RFC 3463 §3.2, §3.3: about one address or mailbox',
  },
  {
    code: /^4/,
    text: mailbox.mailboxFull,
    outcome: 'temporary',
    because: 'RFC 3463 §3.3: about one mailbox',
  },
  { code: /^454$/, outcome: 'throttled', because: 'Amazon SES: 454 Throttling failure' },
  {
    code: /^4/,
    enhanced: /^4\.(7\.\d+|3\.[12]|4\.5)$/,
    outcome: 'throttled',
    because: 'RFC 3463 §3.4, §3.5, §3.8: the system, not the recipient',
  },
  { code: /^4/, text: ours.throttled, outcome: 'throttled', because: 'texts of rate limits' },
  { code: /^4/, outcome: 'temporary', because: 'RFC 5321 §4.2.1: transient' },

  {
    code: /^503$/,
    outcome: 'temporary',
    because: 'RFC 5321 §4.2.2: the session was out of step, not the message',
  },
  {
    code: /^5/,
    text: ours.tooManyRecipients,
    outcome: 'temporary',
    because: 'RFC 5321 §4.5.3.1.10: 552 is read as 452',
  },
  {
    code: /^552$/,
    enhanced: /^5\.5\.3$/,
    outcome: 'temporary',
    because: 'RFC 5321 §4.5.3.1.10, RFC 3463 §3.6',
  },
  {
    code: /^5/,
    enhanced: /^4\./,
    outcome: 'temporary',
    because: 'RFC 3463 §2: a status that contradicts the code',
  },
  {
    code: /^5/,
    enhanced: /^5\.(2\.3|3\.4)$/,
    outcome: 'rejected',
    because: 'RFC 3463 §3.3, §3.4: the message is too big',
  },
  { code: /^552$/, text: ours.senderQuota, outcome: 'throttled', because: 'what we may send is used up' },
  {
    code: /^552$/,
    enhanced: /^(?!5\.2\.2$)/,
    text: ours.messageTooBig,
    outcome: 'rejected',
    because: 'RFC 1870 §6.1',
  },
  {
    code: /^5/,
    stages: BEFORE_RECIPIENT,
    outcome: 'configuration',
    because: 'RFC 5321 §3.1 (554), §3.3: our host or our sender is refused',
  },
  {
    code: /^(530|534|535|538)$/,
    outcome: 'configuration',
    because: 'RFC 4954 §6, RFC 3207 §4: login or TLS',
  },
];

/** What a permanent refusal for a reason is for the ledger; a dead address is settled before. */
const OUTCOMES: Readonly<Partial<Record<FeedbackReason, OutcomeClass>>> = {
  rate: 'throttled',
  'relay-denied': 'configuration',
  'sender-refused': 'configuration',
  greylisted: 'temporary',
  delayed: 'temporary',
  policy: 'policy',
  reputation: 'policy',
  spam: 'policy',
  content: 'policy',
  authentication: 'policy',
  'reverse-dns': 'policy',
};

export function outcomeOfReason(reason: FeedbackReason, passes: boolean): OutcomeClass {
  return OUTCOMES[reason] ?? (passes ? 'temporary' : 'rejected');
}
