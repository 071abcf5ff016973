const CR = 13;
const LF = 10;
const SPACE = 32;
const EQUALS = 61;
const DOT = 46;
const CAPITAL_F = 70;
const HEX = Buffer.from('0123456789ABCDEF', 'latin1');
const ROM = Buffer.from('rom ', 'latin1');

/** RFC 2045 §6.7 (5): at most 76 characters with the equals sign of a soft line break. */
const LINE = 75;

const SOFT_BREAK = Buffer.from('=\r\n', 'latin1');

/** Text that is its own encoding, on one line whatever stands around it. */
const PLAIN = /^(?!\.|From )[!-<>-~]{1,75}$/;

/** The same on two lines, as a link is. */
const PLAIN_TWO_LINES = /^(?!\.|From )[!-<>-~]{75}(?!\.|From )[!-<>-~]{1,75}$/;

/**
 * Text as quoted-printable UTF-8 (RFC 2045 §6.7). Line feeds are hard line breaks, CRLF on the wire; the
 * result ends on one where the text does. Beyond what the standard asks, a dot at the start of a line is
 * encoded, so that SMTP has nothing to stuff (RFC 5321 §4.5.2), so is `From `, which mailbox files change,
 * and so is every tab and repeated space, so that the bytes are already what DKIM's relaxed
 * canonicalisation would make of them (RFC 6376 §3.4.4). No character is split over two lines.
 */
export function encodeQuotedPrintable(text: string): Buffer {
  const bytes = Buffer.from(text.replace(/\r\n?/g, '\n'), 'utf8');
  const out = Buffer.allocUnsafe(bytes.length * 3 + (Math.ceil((bytes.length * 3) / 60) + 1) * 3);
  let at = 0;
  let column = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte === LF) {
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    const width = isLiteral(bytes, index) ? 1 : 3 * characterLength(byte);
    if (column + width > LINE) {
      at += SOFT_BREAK.copy(out, at);
      column = 0;
    }
    if (width === 1 && !(column === 0 && startsDangerously(bytes, index))) {
      out[at++] = byte;
      column += 1;
    } else {
      out[at++] = EQUALS;
      out[at++] = HEX[byte >> 4] as number;
      out[at++] = HEX[byte & 15] as number;
      column += 3;
    }
  }
  return out.subarray(0, at);
}

/**
 * One value on lines of its own, ending in a soft line break: what stands before and after it was encoded
 * without knowing it. The encoding is ASCII, so it is text again.
 */
export function encodeOwnLine(value: string): string {
  if (PLAIN.test(value)) return `${value}=\r\n`;
  if (PLAIN_TWO_LINES.test(value)) return `${value.slice(0, LINE)}=\r\n${value.slice(LINE)}=\r\n`;
  return `${encodeQuotedPrintable(value).toString('latin1')}=\r\n`;
}

/** Fixed text before or after such a value: where it does not end on a hard line break, it ends on a soft one. */
export function encodeBesideOwnLine(text: string): Buffer {
  if (text === '' || text.endsWith('\n')) return encodeQuotedPrintable(text);
  return Buffer.concat([encodeQuotedPrintable(text), SOFT_BREAK]);
}

function isLiteral(bytes: Buffer, index: number): boolean {
  const byte = bytes[index] as number;
  if (byte !== SPACE) return byte > SPACE && byte < 127 && byte !== EQUALS;
  const next = bytes[index + 1];
  return next !== undefined && next !== LF && bytes[index - 1] !== SPACE;
}

function startsDangerously(bytes: Buffer, index: number): boolean {
  const byte = bytes[index];
  return byte === DOT || (byte === CAPITAL_F && bytes.subarray(index + 1, index + 5).equals(ROM));
}

/** Octets of the UTF-8 character that starts here; 1 for all that does not start a longer one. */
function characterLength(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}
