import { createHash } from 'node:crypto';
import type { FeedbackEvent } from '../../model/feedback.js';
import type { FeedbackSource } from '../../model/feedback-effect.js';
import type { MailReading } from '../reading/classify-mail.js';
import { type EvidenceKeys, type MessageClaim, type Proof, proofOf } from './evidence.js';
import { excerptOf, type Report } from './report.js';

/** A message that came back, or that somebody wrote to an address of ours. */
export interface IncomingMail {
  readonly raw: Uint8Array;
  readonly source: Extract<FeedbackSource, 'smtp' | 'imap'>;
  /** Recipients of its envelope, where they are known: what the message says of them can be wrong. */
  readonly recipients: readonly string[];
  readonly receivedAt: Date;
  /** It comes, authenticated, from a feedback loop that the operator named. */
  readonly isFromLoop?: boolean;
}

/** What a message says, as far as it can be told without our keys. */
export interface MailContents {
  readonly reading: MailReading;
  /**
   * The same for the same message: over its own name and date, and its body. What servers write on its way is left
   * out, so that a copy that comes by another way is the same. 32 octets.
   */
  readonly digest: Uint8Array;
}

/**
 * A message that was read, as a report. Its own date is not believed: it may be anything. Pure; never throws.
 */
export function mailReport(
  keys: EvidenceKeys,
  mail: IncomingMail,
  { reading, digest }: MailContents,
): Report {
  const { raw, source, recipients, receivedAt, isFromLoop = false } = mail;
  const { events, returnPaths, returnedMessageId, listUnsubscribe } = reading;
  const proof = proofOf(keys, {
    addresses: [...recipients, ...returnPaths],
    messageIds: returnedMessageId === null ? [] : [returnedMessageId],
    listUnsubscribe,
    isFromLoop,
  });
  const content = contentOf(digest, proof.claim);
  return {
    source,
    receivedAt,
    events: events.map(({ aliases, words, ...event }, index) => ({
      event: asRequest(event, proof),
      aliases,
      words,
      contentHash: createHash('sha256').update(content).update(`\n${index}`).digest(),
      ...proof,
      occurredAt: receivedAt,
      excerpt: excerptOf(raw),
    })),
  };
}

/** Whoever writes to the signed address in List-Unsubscribe wants to leave, whatever the message says. */
function asRequest(event: FeedbackEvent, { claim }: Proof): FeedbackEvent {
  if (claim?.kind !== 'unsubscribe' || event.class !== 'none') return event;
  return { ...event, class: 'unsubscribe', reason: 'opted-out', rule: 'signed-address' };
}

/** What makes a report the one it is: who it is about, and the message. */
function contentOf(digest: Uint8Array, claim: MessageClaim | null): Buffer {
  const about = claim === null ? '' : `${claim.kind} ${claim.id} ${claim.subscriberId ?? ''}`;
  return createHash('sha256').update(`mail\n${about}\n`).update(digest).digest();
}
