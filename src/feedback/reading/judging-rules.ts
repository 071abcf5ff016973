import type { FeedbackReason } from '../../model/feedback.js';
import * as dead from '../../refusals/dead-address-phrases.js';
import * as mailbox from '../../refusals/mailbox-phrases.js';
import * as ours from '../../refusals/our-phrases.js';
import * as remote from '../../refusals/remote-phrases.js';

/** One line of what is known about failures; it applies where all of its conditions do. */
export interface JudgingRule {
  readonly name: string;
  readonly reason: FeedbackReason;
  /** Of the enhanced status; an absent one is the empty text. */
  readonly status?: RegExp;
  /** Of the three digits; absent ones are the empty text. */
  readonly reply?: RegExp;
  /** One of these is in the text (see `refusalText`). */
  readonly text?: readonly RegExp[];
  /** Only where the server had not taken the recipient before: not behind the end of the message. */
  readonly beforeData?: true;
  /** Links count too: a block list often names itself by nothing else. */
  readonly withLinks?: true;
  /** Asked only when no other rule applies to anything that the report says. */
  readonly weak?: true;
}

/**
 * Statuses with which a text may say that the address is dead: none, those that say nothing precise, and those
 * about the address. Never 5.2.2, 5.3.x, 5.6.x and 5.7.x (RFC 3463 §3.3, §3.4, §3.7, §3.8).
 */
const MAY_BE_DEAD = /^(5\.(0\.\d+|1\.\d+|2\.[01]|4\.0|5\.\d+))?$/;
const MAY_BE_NO_DOMAIN = /^(5\.(0\.\d+|1\.\d+|4\.([04]|310)|5\.\d+))?$/;
const FINAL_REPLY = /^(55[0-46]|54\d|50[13])?$/;

/**
 * What a failure means, the first rule that applies. What speaks for a living reader stands before what speaks
 * for a dead address: a wrong suppression loses a reader, a wrong retry costs one message.
 */
export const judgingRules: readonly JudgingRule[] = [
  { name: 'greylisted', reason: 'greylisted', reply: /^4|^$/, text: remote.greylisted },
  { name: 'full-status', reason: 'mailbox-full', status: /^[45]\.2\.2$/ },
  { name: 'full-text', reason: 'mailbox-full', text: mailbox.mailboxFull },
  { name: 'too-big-status', reason: 'too-big', status: /^[45]\.(2\.3|3\.4)$/ },
  { name: 'busy-text', reason: 'mailbox-busy', text: mailbox.mailboxTooBusy },
  { name: 'too-many-recipients', reason: 'rate', text: ours.tooManyRecipients },
  { name: 'relay-text', reason: 'relay-denied', text: [...ours.relayDenied, ...ours.notForUs] },
  { name: 'login-text', reason: 'relay-denied', text: ours.loginNeeded },
  { name: 'login-status', reason: 'relay-denied', status: /^[45]\.7\.(8|10|11|57)$/ },
  {
    name: 'authentication-text',
    reason: 'authentication',
    text: [...ours.authenticationFailed, ...ours.authenticationWeak],
  },
  {
    name: 'authentication-status',
    reason: 'authentication',
    status: /^[45]\.7\.(2[0-9]|30|509|515)$/,
  },
  { name: 'server-name-text', reason: 'reverse-dns', text: [...ours.reverseDns, ...ours.nameOfServer] },
  { name: 'spam-text', reason: 'spam', text: ours.spam },
  { name: 'virus-text', reason: 'content', text: ours.virus },
  { name: 'block-list-text', reason: 'reputation', text: ours.blockListed, withLinks: true },
  { name: 'rate-text', reason: 'rate', text: [...ours.throttled, ...ours.tooFast] },
  { name: 'bad-name-text', reason: 'reputation', text: ours.badName },
  { name: 'sender-text', reason: 'sender-refused', text: [...ours.senderNotOurs, ...ours.senderRefused] },
  { name: 'sender-status', reason: 'sender-refused', status: /^[45]\.1\.[78]$/ },
  { name: 'too-big-text', reason: 'too-big', text: ours.messageTooBig },
  { name: 'content-text', reason: 'content', text: ours.contentRefused },
  { name: 'format-text', reason: 'format', text: ours.badFormat },
  { name: 'content-status', reason: 'format', status: /^[45]\.6\./ },
  { name: 'refuses-text', reason: 'mailbox-refuses', text: mailbox.mailboxRefuses },
  { name: 'suspended-text', reason: 'mailbox-suspended', text: mailbox.mailboxSuspended },
  { name: 'suspended-status', reason: 'mailbox-suspended', status: /^[45]\.7\.13$/ },
  { name: 'loop-text', reason: 'mail-loop', text: remote.mailLoop },
  { name: 'loop-status', reason: 'mail-loop', status: /^[45]\.4\.6$/ },
  { name: 'policy-status', reason: 'policy', status: /^[45]\.7\./ },
  { name: 'expired-text', reason: 'expired', text: remote.expired },
  { name: 'expired-status', reason: 'expired', status: /^[45]\.4\.7$/ },
  { name: 'lookup-text', reason: 'unreachable', text: remote.lookupTrouble },

  { name: 'unknown-status', reason: 'unknown-mailbox', status: /^[45]\.1\.1$/ },
  { name: 'unknown-domain-status', reason: 'unknown-domain', status: /^[45]\.1\.2$/ },
  { name: 'bad-address-status', reason: 'bad-address', status: /^[45]\.1\.3$/ },
  { name: 'moved-status', reason: 'moved-away', status: /^[45]\.1\.6$/ },
  { name: 'no-mail-status', reason: 'no-mail-domain', status: /^[45]\.1\.10$/ },
  { name: 'closed-status', reason: 'closed-mailbox', status: /^[45]\.2\.1$/ },
  { name: 'no-mail-reply', reason: 'no-mail-domain', reply: /^556$/ },
  { name: 'no-mail-text', reason: 'no-mail-domain', status: MAY_BE_NO_DOMAIN, text: dead.noMailDomain },
  {
    name: 'unknown-domain-text',
    reason: 'unknown-domain',
    status: MAY_BE_NO_DOMAIN,
    text: dead.unknownDomain,
  },
  {
    name: 'unknown-text',
    reason: 'unknown-mailbox',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.unknownMailbox,
    beforeData: true,
  },
  {
    name: 'unavailable-text',
    reason: 'unknown-mailbox',
    status: MAY_BE_DEAD,
    reply: /^550$/,
    text: dead.mailboxUnavailable,
    beforeData: true,
  },
  {
    name: 'edge-blocked',
    reason: 'unknown-mailbox',
    status: /^5\.4\.1$/,
    text: dead.edgeBlocked,
  },
  {
    name: 'moved-text',
    reason: 'moved-away',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.movedAway,
    beforeData: true,
  },
  {
    name: 'bad-address-text',
    reason: 'bad-address',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.badAddress,
    beforeData: true,
  },
  {
    name: 'closed-text',
    reason: 'closed-mailbox',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.closedMailbox,
    beforeData: true,
  },

  { name: 'unreachable-text', reason: 'unreachable', text: remote.unreachable, weak: true },
  { name: 'unreachable-status', reason: 'unreachable', status: /^[45]\.4\./, weak: true },
  { name: 'fault-status', reason: 'remote-fault', status: /^[45]\.3\./, weak: true },
  { name: 'fault-text', reason: 'remote-fault', text: remote.remoteFault, weak: true },
  {
    name: 'unavailable',
    reason: 'mailbox-refuses',
    text: [...dead.unknownMailbox, ...dead.closedMailbox],
    weak: true,
  },
  { name: 'refused-text', reason: 'policy', text: [...ours.policyWords, ...ours.refusedOnly], weak: true },
];
