import { createHash } from 'node:crypto';
import type { FeedbackEvent } from '../../model/feedback.js';
import type { FeedbackSource } from '../../model/feedback-effect.js';
import { classifyMail } from '../reading/classify-mail.js';
import { field, readFields } from '../reading/mime/header-fields.js';
import { mailText } from '../reading/mime/mail-text.js';
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

/**
 * Reads a message as a report. Its own date is not believed: it may be anything. Pure; never throws.
 */
export function mailReport(keys: EvidenceKeys, mail: IncomingMail): Report {
  const { raw, source, recipients, receivedAt, isFromLoop = false } = mail;
  const { events, returnPaths, returnedMessageId, listUnsubscribe } = classifyMail(raw);
  const proof = proofOf(keys, {
    addresses: [...recipients, ...returnPaths],
    messageIds: returnedMessageId === null ? [] : [returnedMessageId],
    listUnsubscribe,
    isFromLoop,
  });
  const content = contentOf(raw, proof.claim);
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

/**
 * What makes a message the one it is: who it is about, its own name and date, and its body. What servers write on
 * its way is left out, so that a copy that comes by another way is the same.
 */
function contentOf(raw: Uint8Array, claim: MessageClaim | null): Buffer {
  const text = mailText(raw);
  const { fields, end } = readFields(text);
  const about = claim === null ? '' : `${claim.kind} ${claim.id} ${claim.subscriberId ?? ''}`;
  const name = ['message-id', 'date', 'from'].map((header) => field(fields, header)).join('\n');
  return createHash('sha256')
    .update(`mail\n${about}\n${name}\n`)
    .update(text.slice(end).trimEnd(), 'latin1')
    .digest();
}
