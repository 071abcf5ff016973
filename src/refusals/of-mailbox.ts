import { type FeedbackReason, feedbackReasons } from '../model/feedback.js';

/**
 * Mailbox status (RFC 3463 §3.3): X.2.0 something about it, X.2.1 not taking messages, X.2.2 full, X.2.4 its list cannot
 * be expanded. X.2.3 is of the message, which is longer than is taken there.
 */
const MAILBOX_STATUS = /^[45]\.2\.(?!3$)\d{1,3}$/;
/** A mailbox that is full or busy says so by itself, also behind a bare 552. */
const BY_WORDS: ReadonlySet<FeedbackReason> = new Set(['mailbox-full', 'mailbox-busy']);

/**
 * Whether a refusal speaks of one mailbox, and not of us, the relay or the network: many readers with a full mailbox at
 * one provider are told so in the same words. Codes of addresses (X.1.x), systems (X.3.x), the network (X.4.x) and
 * policy (X.7.x) are given by relays to whatever they do not want to send, and are not believed to name anybody.
 */
export function isOfMailbox(reason: FeedbackReason, status: string | null): boolean {
  if (feedbackReasons[reason].blame === 'ours') return false;
  return MAILBOX_STATUS.test(status ?? '') || BY_WORDS.has(reason);
}
