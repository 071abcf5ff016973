import type { FeedbackEvent } from '../../model/feedback.js';
import { refusalKey } from '../../refusals/refusal-text.js';
import { addressesIn, addressIn } from './addresses.js';
import { isPlainlyAutomatic, readAutomaticReply } from './automatic-reply.js';
import { classifyFinding } from './classify-finding.js';
import { isDmarcReport } from './dmarc-report.js';
import { readFailures } from './failures.js';
import { readFeedback } from './feedback-report.js';
import type { Finding } from './finding.js';
import { type Knowledge, knowledge } from './knowledge.js';
import { field } from './mime/header-fields.js';
import { mailText } from './mime/mail-text.js';
import { type ParsedMail, parseMail } from './parsed-mail.js';
import type { ReadEvent } from './read-event.js';
import { serverWords } from './reply-codes.js';
import { readSesMail } from './ses-mail.js';
import { readUnsubscribe } from './unsubscribe-request.js';

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
  /** List-Unsubscribe of the message that came back, as it stands there. */
  readonly listUnsubscribe: readonly string[];
  /** To whom the header of the message that came back is addressed. */
  readonly returnedTo: readonly string[];
  /** Who wrote the message itself: of a request to unsubscribe the reader. */
  readonly from: string | null;
}

/**
 * Reads one message (RFC 5322) and says what it means for whom. Pure, never throws, and takes time in
 * proportion to at most the first 4 MiB.
 */
export function classifyMail(raw: Uint8Array, known: Knowledge = knowledge): MailReading {
  const mail = parseMail(mailText(raw));
  const told = readSesMail(mail);
  return {
    events: told?.events ?? eventsOfAll(mail, known),
    returnPaths: [...new Set([...returnPathsOf(mail), ...(told?.returnPaths ?? [])])],
    returnedMessageId: told?.messageId ?? messageIdIn(field(mail.returned, 'message-id')),
    listUnsubscribe: told?.listUnsubscribe ?? mail.returned.get('list-unsubscribe') ?? [],
    returnedTo: (mail.returned.get('to') ?? []).flatMap(addressesIn),
    from: addressIn(field(mail.fields, 'from')),
  };
}

/** A file that holds several messages is read to its end, within bounds. */
function eventsOfAll(first: ParsedMail, known: Knowledge): ReadEvent[] {
  const events: ReadEvent[] = [];
  let mail: ParsedMail | null = first;
  for (let count = 0; mail !== null && count < MOST_MESSAGES; count += 1) {
    events.push(...eventsOf(mail, known));
    mail = mail.next();
  }
  return events;
}

const MOST_MESSAGES = 20;

function eventsOf(mail: ParsedMail, known: Knowledge): ReadEvent[] {
  const complaint = readFeedback(mail);
  if (complaint !== null) {
    const { recipients, ...meaning } = complaint;
    return (recipients.length === 0 ? [null] : recipients).map((recipient) => event(recipient, meaning));
  }
  if (isDmarcReport(mail)) {
    return [event(null, { class: 'auth-report', reason: 'dmarc-aggregate', rule: 'dmarc-report' })];
  }
  const automatic = mail.statusReports.length === 0 && isPlainlyAutomatic(mail);
  const failures = automatic ? [] : readFailures(mail, known);
  if (failures.length > 0) return failures.map((finding) => failure(finding, known));
  const from = addressIn(field(mail.fields, 'from'));
  const request = isPlainlyAutomatic(mail) ? null : readUnsubscribe(mail);
  if (request !== null) {
    return [event(request.recipient, { class: 'unsubscribe', reason: 'opted-out', rule: request.rule })];
  }
  const answer = readAutomaticReply(mail);
  if (answer !== null) return [event(from, { class: 'autoreply', ...answer })];
  return [event(null, { class: 'none', reason: 'not-a-report', rule: 'no-report' })];
}

function event(
  recipient: string | null,
  meaning: Pick<FeedbackEvent, 'class' | 'reason' | 'rule'>,
): ReadEvent {
  return { recipient, ...meaning, status: null, reply: null, grade: null, aliases: [], words: null };
}

function failure(finding: Finding, { rules }: Knowledge): ReadEvent {
  const verdict = classifyFinding(finding, rules);
  const { recipient, aliases } = finding;
  return { recipient, ...verdict, aliases, words: wordsOf(finding, verdict) };
}

function wordsOf(
  { diagnostic, context, recipient }: Finding,
  { reply, status }: Pick<FeedbackEvent, 'reply' | 'status'>,
): string {
  const said = serverWords(diagnostic) || diagnostic || context;
  return `${[reply, status].filter((code) => code !== null).join(' ')}: ${refusalKey(said, recipient)}`;
}

/** Fields in which the servers between leave the envelope's recipient; To is what a bounce is addressed to. */
const ARRIVED_AT = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'to'];
const SENT_FROM = ['return-path', 'x-envelope-from', 'sender'];

function returnPathsOf({ fields, returned }: ParsedMail): string[] {
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
