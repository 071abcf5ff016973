import type { FeedbackEvent } from '../../model/feedback.js';
import type { Evidence, FeedbackSource } from '../../model/feedback-effect.js';
import type { MessageClaim } from './evidence.js';

/** What one report says about one recipient, with what proves that it is about a message of ours. */
export interface ReportedEvent {
  readonly event: FeedbackEvent;
  /** Other addresses that the report gives the same recipient. */
  readonly aliases: readonly string[];
  /** What the refusal has in common with those of others (see `refusalKey`); null where it is none. */
  readonly words: string | null;
  /** The same for the same content, however often and by whichever way it comes: 32 octets. */
  readonly contentHash: Buffer;
  readonly evidence: Evidence;
  /** Null where a provider's word is all there is, and where there is no evidence. */
  readonly claim: MessageClaim | null;
  readonly occurredAt: Date;
  /** The beginning of what came, as it came, for an operator who wants to see it. */
  readonly excerpt: string;
}

/** What came in at once, read. */
export interface Report {
  readonly source: FeedbackSource;
  readonly receivedAt: Date;
  readonly events: readonly ReportedEvent[];
}

const LONGEST_EXCERPT = 8_000;

/** The beginning of what came, as text that a row can hold. */
export function excerptOf(raw: Uint8Array): string {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, LONGEST_EXCERPT));
  // PostgreSQL has no NUL in text; other controls do no harm in a row and are written out by who shows it.
  return text.toString('utf8').replaceAll('\0', '\uFFFD');
}
