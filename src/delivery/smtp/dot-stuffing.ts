const DOT = 46;
const CR = 13;
const LF = 10;

const LINE_WITH_DOT = Buffer.from('\n.', 'latin1');

/**
 * A message as DATA carries it (RFC 5321 §4.5.2): a second dot before each line that begins with one. A line
 * break of whatever kind counts, so that no server sees the end of the data in the middle of it. Composed
 * messages have no such line and are not copied.
 */
export function dotStuffed(message: Buffer): Buffer {
  if (message[0] !== DOT && !message.includes(LINE_WITH_DOT)) return message;
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < message.length; at += 1) {
    if (message[at] !== DOT || (at > 0 && message[at - 1] !== LF)) continue;
    pieces.push(message.subarray(from, at), message.subarray(at, at + 1));
    from = at;
  }
  return Buffer.concat([...pieces, message.subarray(from)]);
}

/** What ends the data: a dot on a line of its own. */
export function endOfData(message: Buffer): string {
  const length = message.length;
  const broken = length >= 2 && message[length - 1] === LF && message[length - 2] === CR;
  return broken || length === 0 ? '.\r\n' : '\r\n.\r\n';
}
