import type { FeedbackEvent } from '../../model/feedback.js';
import { addressesIn, addressIn } from './addresses.js';
import { readDeliveryStatus } from './delivery-status.js';
import type { Finding } from './finding.js';
import { judge } from './judge.js';
import { type Letter, readLetter } from './letter.js';
import { field } from './mime/header-fields.js';
import { mailText } from './mime/mail-text.js';

export interface ReadEvent extends FeedbackEvent {
  /**
   * Other addresses that the report gives the same recipient (Original-Recipient before a forward). The one
   * that we mailed may be any of them.
   */
  readonly aliases: readonly string[];
}

/** What a message says, and by what it can be matched with what we sent; nothing in it is proven. */
export interface MailReading {
  /** At least one; of class `none` where the message reports nothing. */
  readonly events: readonly ReadEvent[];
  /**
   * Every address to which the message may have come, or from which the returned one was sent: one of them is
   * our return path, where it is an answer to what we sent. Each once, the most likely first.
   */
  readonly returnPaths: readonly string[];
  /** Message-ID of the message that came back, without its angle brackets. */
  readonly returnedMessageId: string | null;
  /** To whom the header of the message that came back is addressed. */
  readonly returnedTo: readonly string[];
  /** Who wrote the message itself: of a request to unsubscribe the reader. */
  readonly from: string | null;
}

/**
 * Reads one message (RFC 5322) and says what it means for whom. Pure, never throws, and takes time in
 * proportion to at most the first 4 MiB.
 */
export function classifyMail(raw: Uint8Array): MailReading {
  const letter = readLetter(mailText(raw));
  const findings = letter.statusReports.flatMap(readDeliveryStatus);
  return {
    events: findings.length === 0 ? [NOTHING] : findings.map(eventOf),
    returnPaths: returnPathsOf(letter),
    returnedMessageId: messageIdIn(field(letter.returned, 'message-id')),
    returnedTo: addressesIn(field(letter.returned, 'to')),
    from: addressIn(field(letter.fields, 'from')),
  };
}

const NOTHING: ReadEvent = {
  recipient: null,
  class: 'none',
  status: null,
  reply: null,
  reason: 'not-a-report',
  rule: 'no-report',
  aliases: [],
};

function eventOf(finding: Finding): ReadEvent {
  return { recipient: finding.recipient, ...judge(finding), aliases: finding.aliases };
}

/** Fields in which the servers between leave the envelope's recipient; To is what a bounce is addressed to. */
const ARRIVED_AT = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'to'];
const SENT_FROM = ['return-path', 'x-envelope-from', 'sender'];

function returnPathsOf({ fields, returned }: Letter): string[] {
  const values = [
    ...ARRIVED_AT.flatMap((name) => fields.get(name) ?? []),
    ...SENT_FROM.flatMap((name) => returned.get(name) ?? []),
  ];
  return [...new Set(values.flatMap(addressesIn))];
}

function messageIdIn(value: string): string | null {
  const id = (/<([^<>\s]{1,500})>/.exec(value)?.[1] ?? value).trim();
  return id === '' ? null : id;
}
