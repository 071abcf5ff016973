import { addressIn } from '../addresses.js';

/** A line that names a recipient, and what it says behind the address. */
export interface RecipientLine {
  readonly at: number;
  readonly address: string;
  readonly rest: string;
  /** 3: a label says so; 2: the line begins with it; 1: somewhere in the text. */
  readonly weight: 1 | 2 | 3;
}

/** In ASCII: text without spaces, as Chinese is written, would stick to it. */
const ADDRESS = `[\\w.!#$%&*+/=?^{}~-]{1,64}(?:'[\\w.!#$%&*+/=?^{}~-]{1,64})?@[\\w.-]{1,253}`;

/** Labels before the address of a recipient, in the reports of servers in several languages. */
const LABELLED = new RegExp(
  `^[\\s\\-*>|#]{0,20}(?:(?:final|original|failed|intended|target|to|e-?mail|mail|recipient|rcpt|destination|undeliverable|bounced|invalid|bad) ?-?){0,3}(?:recipient(?:\\(s\\)|s)?|address(?:es|\\(es\\))?|rcpt to|rcpt|addressed to|mailbox|user|to|destinataire|empf(?:ä|ae)nger(?:adresse)?|an|destinatario|destinat(?:á|a)rio|para|a|получатель|кому|宛先|あて先|送信先|收件人|收件者|받는 ?사람|수신자)(?: e-?mail)?(?: address)?(?: name)?[\\s]{0,20}[:：=][\\s]{0,20}(?:rfc ?-?/?822[;,]\\s{0,8})?["'<\\[(]{0,3}(${ADDRESS})[>"'\\])]{0,3}(.*)$`,
  'i',
);

const LEADING = new RegExp(
  `^[\\s>*•·+|-]{0,20}(?:\\d{1,3}[.)] )?(?:[\\w ,.]{0,40} )?["'<\\[(]{0,3}(${ADDRESS})[>"'\\])]{0,3}(.*)$`,
);
/** `<<< 550 <a@b>…`, `550 5.1.1 <a@b>… ` and `>>> RCPT To:<a@b>` are what servers said, not a list. */
const TRANSCRIPT = /^\s*(<<<|>>> ?[A-Z]{4}|[245]\d\d[ -])/;
const ANYWHERE = new RegExp(`["'<\\[(]{0,3}(${ADDRESS})`, 'g');

export function recipientLines(lines: readonly string[]): RecipientLine[] {
  return lines.flatMap((line, at) => readLine(line, at));
}

function readLine(line: string, at: number): RecipientLine[] {
  if (!line.includes('@')) return [];
  const labelled = LABELLED.exec(line);
  if (labelled !== null) return found(at, labelled, 3);
  const leading = TRANSCRIPT.test(line) ? null : LEADING.exec(line);
  if (leading !== null && isListed(line, leading)) return found(at, leading, 2);
  return [...line.matchAll(ANYWHERE)].slice(0, 20).flatMap((match) => found(at, match, 1, line));
}

/** Prose may begin with a word and an address too: a name before it must be short and the address bracketed. */
function isListed(line: string, [, address = '']: RegExpExecArray): boolean {
  const before = line.slice(0, line.indexOf(address)).replace(/^[\s>*•·+|-]+|[<"'[(\s]+$/g, '');
  return before === '' || (/</.test(line.slice(0, line.indexOf(address))) && before.split(' ').length <= 1);
}

function found(
  at: number,
  match: RegExpExecArray | RegExpMatchArray,
  weight: 1 | 2 | 3,
  rest = match[2] ?? '',
): RecipientLine[] {
  const address = addressIn((match[1] ?? '').replace(/[.?!]+$/, ''));
  return address === null ? [] : [{ at, address, rest: rest.trim(), weight }];
}
