import { cleanReplyText } from './clean-reply-text.js';

/**
 * How far a message had come: connecting (greeting, TLS and login included), MAIL FROM, RCPT TO, DATA and the
 * message itself, or behind the final dot.
 */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'data' | 'final';

/** A reply, or, with code null, the end of a connection that gave none. */
export interface SmtpReply {
  readonly stage: SmtpStage;
  readonly code: number | null;
  /** Enhanced status of RFC 3463, as `5.1.1`. */
  readonly enhanced: string | null;
  /** Cleaned; without the codes. */
  readonly text: string | null;
}

const FIRST_LINE = /^([2-5]\d{2})(?:[ -]+([245]\.\d{1,3}\.\d{1,3})(?=[\s:;,-]|$))?/;
const LINE_PREFIX = /^[2-5]\d{2}[ -]?(?:[245]\.\d{1,3}\.\d{1,3}(?=[\s:;,-]|$))?[\s:;,-]*/;

/**
 * Reads a server's reply of one or several lines (RFC 5321 §4.2.1, enhanced status RFC 2034 §4). What does
 * not begin with three digits is no reply: its code is null.
 */
export function parseReply(stage: SmtpStage, response: string): SmtpReply {
  const first = FIRST_LINE.exec(response);
  if (first === null) return { stage, code: null, enhanced: null, text: cleanReplyText(response) };
  const text = response
    .split(/\r?\n/)
    .map((line) => line.replace(LINE_PREFIX, ''))
    .join(' ');
  return { stage, code: Number(first[1]), enhanced: first[2] ?? null, text: cleanReplyText(text) };
}
