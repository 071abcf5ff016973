const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const CRLF = Buffer.from('\r\n', 'latin1');
const END_OF_HEADERS = Buffer.from('\r\n\r\n', 'latin1');

export interface RawField {
  /** As it is written. */
  readonly name: string;
  /** Everything behind the colon, folds included, one character for each octet. */
  readonly value: string;
}

export interface SplitMessage {
  readonly fields: readonly RawField[];
  readonly body: Buffer;
}

/** The header fields of a message with CRLF line ends, and its body. */
export function splitMessage(message: Buffer): SplitMessage {
  const end = message.indexOf(END_OF_HEADERS);
  const headers = message.toString('latin1', 0, end === -1 ? message.length : end);
  const fields = headers.split(/\r\n(?![ \t])/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [{ name: line.slice(0, colon).trimEnd(), value: line.slice(colon + 1) }] : [];
  });
  return { fields, body: message.subarray(end === -1 ? message.length : end + END_OF_HEADERS.length) };
}

/** A header field in the relaxed form of RFC 6376 §3.4.2, without its CRLF. */
export function relaxedField({ name, value }: RawField): string {
  const unfolded = value
    .replaceAll('\r\n', '')
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replace(/^ | $/g, '');
  return `${name.toLowerCase()}:${unfolded}`;
}

/**
 * A body in the relaxed form of RFC 6376 §3.4.4.
 * @param tidy known to have neither runs of white space nor any before a line break; it is not copied
 */
export function relaxedBody(body: Buffer, tidy: boolean): Buffer {
  const relaxed = tidy ? body : relaxLines(body);
  let end = relaxed.length;
  while (end >= 2 && relaxed[end - 2] === CR && relaxed[end - 1] === LF) end -= 2;
  if (end === 0) return relaxed.subarray(0, 0);
  return end === relaxed.length ? Buffer.concat([relaxed, CRLF]) : relaxed.subarray(0, end + 2);
}

function relaxLines(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let at = 0;
  let space = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] as number;
    if (byte === SPACE || byte === TAB) {
      space = true;
      continue;
    }
    if (space && !(byte === CR && body[index + 1] === LF)) out[at++] = SPACE;
    space = false;
    out[at++] = byte;
  }
  // What a body without a last line break ends on is white space at the end of a line all the same.
  return out.subarray(0, at);
}
