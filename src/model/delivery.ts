import { DAY_MS } from '../durations.js';
import type { FeedbackReason, VerdictGrade } from './feedback.js';

/** How long a message that is refused for now is tried: RFC 5321 §4.5.4.1 asks for at least four days. */
export const RETRY_FOR_MS = 4 * DAY_MS;

/** So long after its release a digest may still be on its way to somebody: the last retry may come late. */
export const MAILED_FOR_MS = RETRY_FOR_MS + DAY_MS;

/**
 * pending → sending → sent, deferred (then sending again), failed or uncertain; skipped when the reader left
 * before it was sent. `sending` is written before the first byte can be on the wire, so what a dead worker
 * left in it may have been sent: it becomes uncertain.
 */
export type DeliveryState = 'pending' | 'sending' | 'sent' | 'deferred' | 'failed' | 'uncertain' | 'skipped';

/**
 * Two are about a change of address, one to the address that is left, one to that which is wanted; three about what is
 * kept of a reader: the link to it, and a word after it was downloaded or erased; the last brings a reader's own links.
 */
export const noticeKinds = [
  'confirmation',
  'welcome',
  'goodbye',
  'address-old',
  'address-new',
  'data-link',
  'data-exported',
  'data-erased',
  'own-links',
] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** Notices that tell of what was done and ask for nothing; every other kind has a link of its own. */
export const noticesWithoutAction: ReadonlySet<NoticeKind> = new Set(['data-exported', 'data-erased']);

/** Who a message comes from and goes to on the SMTP level (RFC 5321 §2.3.1). */
export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** What an SMTP server's reply means for one delivery. */
export type OutcomeClass =
  | 'delivered'
  | 'temporary'
  | 'dead-address'
  | 'policy'
  | 'rejected'
  | 'throttled'
  | 'configuration'
  | 'uncertain';

export interface Outcome {
  readonly class: OutcomeClass;
  /** Three digits of RFC 5321, absent where the connection failed before a reply. */
  readonly replyCode: number | null;
  /** Enhanced status of RFC 3463, as `5.1.1`. */
  readonly replyStatus: string | null;
  /** Why the recipient was refused for good, in the words of reports; null for every other outcome. */
  readonly refusal?: FeedbackReason | null;
  /** How sure a dead address is; null for every other outcome. */
  readonly grade?: VerdictGrade | null;
  /** First 500 characters of the reply, cleaned of control characters. */
  readonly replyText: string | null;
}
