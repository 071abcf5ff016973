import type { FeedbackReason } from '../model/feedback.js';
import * as dead from './dead-address-phrases.js';
import * as mailbox from './mailbox-phrases.js';
import * as ours from './our-phrases.js';
import * as remote from './remote-phrases.js';

/** One line of what is known about refusals, in a session or in a report; it applies where all of its conditions do. */
export interface RefusalRule {
  readonly name: string;
  readonly reason: FeedbackReason;
  /** Of the enhanced status; an absent one is the empty text. */
  readonly status?: RegExp;
  /** Of the three digits; absent ones are the empty text. */
  readonly reply?: RegExp;
  /** One of these is in the text (see `refusalText`). */
  readonly text?: readonly RegExp[];
  /** Only where the sentence names a recipient, or the status does, or a relay speaks of one in its own words. */
  readonly named?: true;
  /** Only where none is named: a bare reply may as well mean us. */
  readonly unnamed?: true;
  /** It passes by itself: asking again helps. */
  readonly passes?: true;
  /** Only where the server had not taken the recipient before: not behind the end of the message. */
  readonly beforeData?: true;
  /** Links count too: a block list often names itself by nothing else. */
  readonly withLinks?: true;
  /** Asked only when no other rule applies to anything that the report says. */
  readonly weak?: true;
}

/**
 * Statuses with which a text may say that the address is dead: none, those that say nothing precise (servers give
 * 5.3.0 and 5.7.1 for anything), and those about the address, of which 5.7.17 says that its owner changed (RFC 7293).
 * Never 5.2.2, 5.6.x and the precise ones among 5.3.x and 5.7.x (RFC 3463 §3.3, §3.4, §3.7, §3.8).
 */
const MAY_BE_DEAD = /^(5\.(0\.\d+|1\.\d+|2\.[01]|3\.0|4\.0|5\.\d+|7\.([01]|17)))?$/;
const MAY_BE_NO_DOMAIN = /^(5\.(0\.\d+|1\.\d+|3\.0|4\.([04]|310)|5\.\d+))?$/;
const SAYS_NOTHING = /^([45]\.(0\.\d+|3\.0|5\.0|7\.[01]))?$/;
const FINAL_REPLY = /^(55[0-46]|54\d|50[13]|511)?$/;

const table: readonly RefusalRule[] = [
  { name: 'named-greylisted', reason: 'greylisted', text: remote.namedGreylisted, passes: true },
  { name: 'greylisted', reason: 'greylisted', reply: /^4|^$/, text: remote.greylisted, passes: true },
  // Exchange Online, of what the account sends, with the code of a full mailbox.
  { name: 'submission-text', reason: 'rate', text: ours.submissionQuota },
  // Exchange: the recipient, or their organisation, takes mail from known senders only; it words it like a login.
  {
    name: 'restricted-status',
    reason: 'mailbox-refuses',
    status: /^[45]\.7\.(12[49]|13[3-7]|368)$/,
  },
  { name: 'restricted-text', reason: 'mailbox-refuses', text: mailbox.restrictedMailbox },
  // Exchange Online: what one mailbox may receive in an hour.
  { name: 'busy-status', reason: 'mailbox-busy', status: /^[45]\.2\.12[12]$/, passes: true },
  { name: 'full-status', reason: 'mailbox-full', status: /^[45]\.2\.2$/ },
  { name: 'busy-text', reason: 'mailbox-busy', text: mailbox.mailboxTooBusy, passes: true },
  { name: 'quota-text', reason: 'rate', text: ours.senderQuota },
  { name: 'full-text', reason: 'mailbox-full', text: mailbox.mailboxFull },
  { name: 'too-big-status', reason: 'too-big', status: /^[45]\.(2\.3|3\.4)$/ },
  { name: 'too-many-recipients', reason: 'rate', text: ours.tooManyRecipients, passes: true },
  { name: 'relay-text', reason: 'relay-denied', text: [...ours.relayDenied, ...ours.notForUs] },
  { name: 'login-text', reason: 'relay-denied', text: ours.loginNeeded },
  { name: 'account-status', reason: 'relay-denied', status: /^[45]\.7\.(8|10|11|57|50[123]|705|750)$/ },
  { name: 'account-text', reason: 'relay-denied', text: ours.accountOfOurs },
  {
    name: 'authentication-text',
    reason: 'authentication',
    text: [...ours.authenticationFailed, ...ours.authenticationWeak],
  },
  // RFC 7372 §3, RFC 8617 §16, Microsoft's 5.7.509 and 5.7.515.
  { name: 'authentication-status', reason: 'authentication', status: /^[45]\.7\.(2[0-46]|29|30|509|515)$/ },
  { name: 'callback-text', reason: 'sender-refused', text: ours.callbackFailed },
  { name: 'server-name-text', reason: 'reverse-dns', text: [...ours.reverseDns, ...ours.nameOfServer] },
  // RFC 7372 §3.4 and the registry of RFC 5248: a reverse lookup failed; a flood of mail.
  { name: 'server-name-status', reason: 'reverse-dns', status: /^[45]\.7\.25$/ },
  { name: 'flood-status', reason: 'rate', status: /^[45]\.7\.28$/ },
  { name: 'spam-text', reason: 'spam', text: ours.spam },
  { name: 'virus-text', reason: 'content', text: ours.virus },
  // Before block lists, whose words it has.
  {
    name: 'inactive-text',
    reason: 'closed-mailbox',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.closedForInactivity,
    beforeData: true,
  },
  { name: 'block-list-text', reason: 'reputation', text: ours.blockListed, withLinks: true },
  { name: 'rate-text', reason: 'rate', text: [...ours.throttled, ...ours.tooFast] },
  { name: 'bad-name-text', reason: 'reputation', text: ours.badName },
  { name: 'sender-text', reason: 'sender-refused', text: [...ours.senderNotOurs, ...ours.senderRefused] },
  { name: 'sender-status', reason: 'sender-refused', status: /^[45]\.(1\.[78]|7\.(27|60))$/ },
  { name: 'too-big-text', reason: 'too-big', text: ours.messageTooBig },
  { name: 'content-text', reason: 'content', text: ours.contentRefused },
  {
    name: 'bad-recipient-text',
    reason: 'bad-address',
    status: /^5\.1\.[23]$/,
    text: dead.badRecipient,
    beforeData: true,
  },
  { name: 'format-text', reason: 'format', text: ours.badFormat },
  { name: 'content-status', reason: 'format', status: /^[45]\.6\./ },
  // RFC 7504 §3 and its registration of 5.3.2 for 521: the host, or the domain, never takes mail.
  {
    name: 'no-mail-reply',
    reason: 'no-mail-domain',
    reply: /^(521|556)$/,
    status: /^(5\.(0\.0|3\.2|1\.10))?$/,
  },
  { name: 'suspended-for-now', reason: 'mailbox-suspended', text: mailbox.suspendedForNow, passes: true },
  {
    name: 'closed-and-refuses',
    reason: 'closed-mailbox',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.closedAndRefuses,
    named: true,
    beforeData: true,
  },
  {
    name: 'refuses-text',
    reason: 'mailbox-refuses',
    text: [...mailbox.mailboxRefuses, ...mailbox.orRefused],
  },
  {
    name: 'unnamed-suspended',
    reason: 'relay-denied',
    status: SAYS_NOTHING,
    text: [/(account|user)( is| was| has been)? (suspended|locked|on hold)\b/],
    unnamed: true,
  },
  { name: 'suspended-text', reason: 'mailbox-suspended', text: mailbox.mailboxSuspended },
  { name: 'loop-text', reason: 'mail-loop', text: remote.mailLoop },
  { name: 'loop-status', reason: 'mail-loop', status: /^[45]\.4\.6$/ },
  { name: 'expired-text', reason: 'expired', text: remote.expired },
  { name: 'expired-status', reason: 'expired', status: /^[45]\.4\.7$/ },
  { name: 'lookup-text', reason: 'unreachable', text: remote.lookupTrouble, passes: true },
  { name: 'passing-text', reason: 'remote-fault', text: remote.passing, passes: true },
  { name: 'policy-text', reason: 'policy', text: ours.forPolicy },

  { name: 'unknown-status', reason: 'unknown-mailbox', status: /^[45]\.1\.1$/ },
  { name: 'unknown-domain-status', reason: 'unknown-domain', status: /^[45]\.1\.2$/ },
  { name: 'bad-address-status', reason: 'bad-address', status: /^[45]\.1\.3$/ },
  { name: 'moved-status', reason: 'moved-away', status: /^[45]\.1\.6$/ },
  // Exchange gives the status of a null MX to a recipient that its directory does not list.
  { name: 'not-found-status', reason: 'unknown-mailbox', status: /^[45]\.1\.10$/, text: dead.unknownMailbox },
  { name: 'no-mail-status', reason: 'no-mail-domain', status: /^[45]\.1\.10$/ },
  { name: 'closed-status', reason: 'closed-mailbox', status: /^[45]\.2\.1$/ },
  {
    name: 'no-mail-text',
    reason: 'no-mail-domain',
    status: MAY_BE_NO_DOMAIN,
    text: dead.noMailDomain,
  },
  {
    name: 'unnamed-domain',
    reason: 'sender-refused',
    status: SAYS_NOTHING,
    text: dead.unknownDomain,
    unnamed: true,
  },
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
  // MessageLabs, where the domain has registered its addresses.
  {
    name: 'unregistered-reply',
    reason: 'unknown-mailbox',
    status: SAYS_NOTHING,
    reply: /^542$/,
    text: [/542 ¤ rejected/],
    beforeData: true,
  },
  {
    name: 'unavailable-text',
    reason: 'unknown-mailbox',
    status: /^(5\.(0\.\d+|1\.\d+|2\.[01]|4\.0|5\.\d+))?$/,
    reply: /^550$/,
    text: dead.mailboxUnavailable,
    beforeData: true,
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
    name: 'unnamed-account',
    reason: 'relay-denied',
    status: SAYS_NOTHING,
    text: dead.closedMailbox,
    unnamed: true,
  },
  {
    name: 'closed-text',
    reason: 'closed-mailbox',
    status: MAY_BE_DEAD,
    reply: FINAL_REPLY,
    text: dead.closedMailbox,
    named: true,
    beforeData: true,
  },
  { name: 'suspended-status', reason: 'mailbox-suspended', status: /^[45]\.7\.13$/ },
  { name: 'policy-status', reason: 'policy', status: /^[45]\.7\./ },

  { name: 'unreachable-text', reason: 'unreachable', text: remote.unreachable, weak: true, passes: true },
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

/** A phrase never begins within a word: `closed` is not in `undisclosed`. Scripts without spaces are left alone. */
function fromWordStart(phrase: RegExp): RegExp {
  return new RegExp(`(?<![a-z\\u00df-\\u024f])(?:${phrase.source})`);
}

/**
 * What a refusal means, the first rule that applies. What speaks for a living reader stands before what speaks
 * for a dead address: a wrong suppression loses a reader, a wrong retry costs one message.
 */
export const refusalRules: readonly RefusalRule[] = table.map((rule) =>
  rule.text === undefined ? rule : { ...rule, text: rule.text.map(fromWordStart) },
);
