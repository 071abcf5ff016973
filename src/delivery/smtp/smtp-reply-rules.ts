import type { OutcomeClass } from '../../model/delivery.js';
import * as dead from '../../refusals/dead-address-phrases.js';
import * as mailbox from '../../refusals/mailbox-phrases.js';
import * as ours from '../../refusals/our-phrases.js';
import { greylisted } from '../../refusals/remote-phrases.js';
import type { SmtpStage } from './smtp-reply.js';

/** One line of what is known about replies; it applies where all of its conditions do. */
export interface ReplyRule {
  readonly code: RegExp;
  /** Of the enhanced status; an absent one is the empty text. */
  readonly enhanced?: RegExp;
  /** One of these is in the text (lower case, without addresses and links). */
  readonly text?: readonly RegExp[];
  readonly stages?: readonly SmtpStage[];
  readonly outcome: OutcomeClass;
  /** The source of the rule, or the servers that answer so. */
  readonly because: string;
}

/** Before RCPT TO a server cannot mean the recipient: it means us. */
const BEFORE_RECIPIENT: readonly SmtpStage[] = ['connect', 'mail'];

const REFUSED_BY_POLICY: readonly RegExp[] = [
  ...ours.spam,
  ...ours.virus,
  ...ours.contentRefused,
  ...ours.blockListed,
  ...ours.authenticationFailed,
  ...ours.reverseDns,
  ...ours.policyWords,
];

/** The same as X.1.1, X.1.2, X.1.3, X.1.6, X.1.10 and X.2.1 of RFC 3463 §3.2 and §3.3. */
const DEAD_ADDRESS: readonly RegExp[] = [
  ...dead.unknownMailbox,
  ...dead.unknownDomain,
  ...dead.noMailDomain,
  ...dead.badAddress,
  ...dead.movedAway,
  ...dead.closedMailbox,
];

/**
 * What replies mean, the first rule that applies. Order matters: what speaks for a living reader stands
 * before what speaks for a dead address, because a wrong suppression loses a reader and a wrong retry costs
 * one message (RFC 5321 §4.2 and §4.5.4.1, RFC 3463 §3).
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
    enhanced: /^4\.[12]\./,
    outcome: 'temporary',
    because: 'RFC 3463 §3.2, §3.3: about one address or mailbox',
  },
  {
    code: /^4/,
    text: mailbox.mailboxTooBusy,
    outcome: 'temporary',
    because: 'Gmail and Exchange: about one mailbox',
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
  { code: /^552$/, text: ours.messageTooBig, outcome: 'rejected', because: 'RFC 1870 §6.1' },
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
  {
    code: /^5/,
    enhanced: /^5\.7\.(8|10|11|57)$/,
    outcome: 'configuration',
    because: 'RFC 4954 §6, RFC 5248: login or TLS',
  },
  { code: /^5/, text: ours.loginNeeded, outcome: 'configuration', because: 'texts of RFC 4954 §6' },
  {
    code: /^5/,
    text: ours.relayDenied,
    outcome: 'configuration',
    because: 'RFC 5321 §3.6.2: this relay does not relay for us',
  },
  {
    code: /^5/,
    text: ours.senderNotOurs,
    outcome: 'configuration',
    because: 'Postfix, Exchange, Amazon SES: MAIL_FROM is not ours to use',
  },
  {
    code: /^5/,
    text: mailbox.mailboxTooBusy,
    outcome: 'temporary',
    because: 'Gmail: 550 5.2.1 for a mailbox that receives too fast',
  },
  {
    code: /^5/,
    text: ours.throttled,
    outcome: 'throttled',
    because: 'Gmail: 550 5.4.5 daily sending limit of the relay',
  },
  {
    code: /^5/,
    enhanced: /^5\.2\.2$/,
    outcome: 'rejected',
    because: 'RFC 3463 §3.3: full, but alive; the next digest tries again',
  },
  { code: /^5/, text: mailbox.mailboxFull, outcome: 'rejected', because: 'RFC 3463 §3.3: full, but alive' },
  { code: /^5/, enhanced: /^5\.7\./, outcome: 'policy', because: 'RFC 3463 §3.8' },
  {
    code: /^5/,
    enhanced: /^5\.[36]\./,
    outcome: 'rejected',
    because: 'RFC 3463 §3.4, §3.7: the system or the content',
  },
  { code: /^5/, text: REFUSED_BY_POLICY, outcome: 'policy', because: 'texts of RFC 3463 §3.8' },
  {
    code: /^5/,
    text: ours.senderRefused,
    outcome: 'policy',
    because: 'RFC 3463 §3.2, X.1.7 and X.1.8: the sender, not the recipient',
  },
  {
    code: /^5/,
    enhanced: /^5\.(1\.(1|2|3|6|10)|2\.1)$/,
    outcome: 'dead-address',
    because: 'RFC 3463 §3.2, §3.3, RFC 7505 §4',
  },
  { code: /^556$/, outcome: 'dead-address', because: 'RFC 7504 §3: the domain takes no mail' },
  {
    code: /^55[0134]$/,
    enhanced: /^(5\.(0\.0|1\.0|1\.351|5\.0))?$/,
    text: DEAD_ADDRESS,
    outcome: 'dead-address',
    because: 'texts of RFC 3463 §3.2, §3.3',
  },
  { code: /^5/, outcome: 'rejected', because: 'RFC 5321 §4.2.1: permanent' },
];
