/** The ways in which something comes back. */
export const feedbackSources = ['smtp', 'imap', 'ses', 'sendgrid', 'mailgun', 'postmark', 'webhook'] as const;
export type FeedbackSource = (typeof feedbackSources)[number];

/**
 * What proves that a report is about a message of ours: an address or a link of ours that only who got the message
 * can know, a feedback loop that the operator named, or the word of the provider that carries our mail. A Message-ID
 * is weaker: it stands in every reply and forward. An address of a reader proves nothing.
 */
export type Evidence =
  | 'return-path'
  | 'unsubscribe-token'
  | 'feedback-loop'
  | 'provider'
  | 'message-id'
  | 'none';

/**
 * What came of it. `counted`: one soft bounce of that day. `watched`: likely dead; the same again for
 * another digest suppresses. `reset`: soft bounces are forgotten. `alarmed`: it is
 * about us, and no reader is to blame.
 */
export type FeedbackEffect =
  | 'none'
  | 'counted'
  | 'watched'
  | 'suppressed'
  | 'complained'
  | 'unsubscribed'
  | 'reset'
  | 'alarmed';

/**
 * Why it had no effect although its class has one.
 * - `unproven`: nothing in it shows that it is about a message of ours.
 * - `gone`: the subscriber does not exist any more.
 * - `former-address`: the message went to another address than the subscriber has now.
 * - `lifted-since`: an operator lifted the suppression after the message was sent.
 * - `not-final`: the relay goes on trying.
 * - `bulk-refusal`: many readers were refused in the same words, which is a matter of the relay.
 */
export type NoEffectCause =
  | 'unproven'
  | 'gone'
  | 'former-address'
  | 'lifted-since'
  | 'not-final'
  | 'bulk-refusal';
