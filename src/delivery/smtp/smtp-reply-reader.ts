import type { TakeOctets } from './socket-intake.js';

/** In octets. RFC 5321 §4.5.3.1.5 asks for 512; some servers write more. */
const LONGEST_LINE = 4_096;
const LONGEST_REPLY = 64 * 1024;

/** What no octet of ASCII is read as. */
const BEYOND_ASCII = /[\u0080-\u00ff]/;

const MINUS = 45;
const ZERO = 48;

export interface ReplyListener {
  /** A whole reply, its lines joined by `\n`. */
  onReply(reply: string): void;
  /** What came is no reply (RFC 5321 §4.2), or has no end. Nothing is read any more. */
  onNonsense(): void;
}

/**
 * Reads replies from whatever pieces they come in: several at once when commands were pipelined, or one octet
 * at a time. What it holds is bounded.
 */
export function createReplyReader(listener: ReplyListener): TakeOctets {
  let rest = '';
  let reply = '';
  let broken = false;

  const nonsense = (): void => {
    broken = true;
    rest = '';
    reply = '';
    listener.onNonsense();
  };
  const readLine = (line: string): void => {
    const goesOn = reply !== '';
    const whole = goesOn ? `${reply}\n${line}` : line;
    if (!isReplyLine(line) || (goesOn && !isContinued(whole, line))) nonsense();
    else if (line.charCodeAt(3) === MINUS) reply = whole;
    else {
      reply = '';
      listener.onReply(BEYOND_ASCII.test(whole) ? Buffer.from(whole, 'latin1').toString() : whole);
    }
  };
  return (octets, length) => {
    if (broken) return;
    // A character of UTF-8 may lie in two pieces, so each octet is one until the reply is whole.
    const came = octets.toString('latin1', 0, length);
    const text = rest === '' ? came : rest + came;
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text[end - 1] === '\r' ? end - 1 : end);
      from = end + 1;
      if (line.length > LONGEST_LINE) nonsense();
      else readLine(line);
      if (broken) return;
    }
    rest = from === 0 ? text : text.slice(from);
    if (rest.length > LONGEST_LINE) nonsense();
  };
}

/** All lines of a reply have the same code, and they have an end. */
function isContinued(whole: string, line: string): boolean {
  return whole.startsWith(line.slice(0, 3)) && whole.length <= LONGEST_REPLY;
}

/** Three digits of RFC 5321 §4.2, then a space, a hyphen or nothing. */
function isReplyLine(line: string): boolean {
  const first = line.charCodeAt(0) - ZERO;
  const second = line.charCodeAt(1) - ZERO;
  const third = line.charCodeAt(2) - ZERO;
  if (!(first >= 2 && first <= 5 && second >= 0 && second <= 9 && third >= 0 && third <= 9)) return false;
  return line.length === 3 || line[3] === ' ' || line[3] === '-';
}
