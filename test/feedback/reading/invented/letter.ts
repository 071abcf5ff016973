import type { FeedbackClass, FeedbackReason } from '../../../../src/model/feedback.js';

/** Invented messages, worded as servers and people word them; nobody in them exists. */
export interface InventedMail {
  readonly name: string;
  readonly raw: string;
  readonly class: FeedbackClass;
  /** Who it must be about; null where it names nobody. */
  readonly recipient: string | null;
  readonly reason?: FeedbackReason;
}

export const READER = 'ada@readers.example';
export const OURS = 'bounce@news.example';

interface Parts {
  readonly from?: string;
  readonly subject?: string;
  readonly header?: readonly string[];
  readonly body: string;
}

export function letter({
  from = 'Mail Delivery System <MAILER-DAEMON@relay.example>',
  subject = 'failure notice',
  header = [],
  body,
}: Parts): string {
  return [`From: ${from}`, `To: ${OURS}`, `Subject: ${subject}`, ...header, '', body, ''].join('\n');
}

/** A message that is about {@link READER}. */
export function said(name: string, kind: FeedbackClass, parts: Parts, reason?: FeedbackReason): InventedMail {
  const mail = { name, raw: letter(parts), class: kind, recipient: READER };
  return reason === undefined ? mail : { ...mail, reason };
}

/** A message of ours as it comes back; its words must not count. */
export const RETURNED = [
  `Return-Path: <${OURS}>`,
  'Received: from app.news.example by relay.example; Mon, 2 Mar 2026 08:00:00 +0000',
  'Message-ID: <d1.s1@news.example>',
  `From: The News <editor@news.example>`,
  `To: ${READER}`,
  'Subject: The papers of the day',
  '',
  'The user unknown, mailbox full and spam are words of this text.',
].join('\n');
