const MOST_CHARACTERS = 500;

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

/** Words of ASCII with one space between them. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Reads a server's reply of one or several lines (RFC 5321 §4.2.1, enhanced status RFC 2034 §4). What does
 * not begin with three digits is no reply: its code is null.
 */
export function parseReply(stage: SmtpStage, response: string): SmtpReply {
  const first = FIRST_LINE.exec(response);
  if (first === null) return { stage, code: null, enhanced: null, text: cleanReplyText(response) };
  const text = response.includes('\n')
    ? response
        .split(/\r?\n/)
        .map((line) => line.replace(LINE_PREFIX, ''))
        .join(' ')
    : response.replace(LINE_PREFIX, '');
  return { stage, code: Number(first[1]), enhanced: first[2] ?? null, text: cleanReplyText(text) };
}

/**
 * What of a server's text may reach a row or a job: no NUL (PostgreSQL refuses it), no control or invisible
 * format characters, no lone surrogates (a queue on jsonb stumbles over them), one space for each run of
 * white space, and 500 characters at most.
 * @returns null where nothing is left
 */
export function cleanReplyText(text: string): string | null {
  // As nearly all replies are.
  if (text.length <= MOST_CHARACTERS && CLEAN.test(text)) return text;
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    // The cut may have halved a pair.
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
  return clean === '' ? null : clean;
}
