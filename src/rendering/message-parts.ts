import type { GappedText } from './gapped-text.js';
import { fixedField, type HeaderField } from './header-fields.js';

/** A message of which only the reader is missing. */
export interface CompiledMessage {
  /** The fields that are the same for every reader. */
  readonly headers: Buffer;
  readonly text: GappedText;
  readonly html: GappedText;
}

/** `=_` cannot occur in quoted-printable text (RFC 2045 §6.7), so one boundary is good for every message. */
const BOUNDARY = '=_broadsheet';

/** MIME-Version and Content-Type of every message (RFC 2046 §5.1.4). */
export const mimeFields: readonly HeaderField[] = [
  fixedField('MIME-Version', '1.0'),
  fixedField('Content-Type', `multipart/alternative; boundary="${BOUNDARY}"`),
];

const TEXT_START = partStart('text/plain');
const HTML_START = partStart('text/html');
const END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`, 'latin1');

/** Header fields as bytes; UTF-8 only in an address (RFC 6532 §3.2). */
export function headerBytes(fields: readonly HeaderField[]): Buffer {
  return Buffer.from(fields.join(''), 'utf8');
}

/**
 * Puts a message together: headers, the plain text first, the HTML last. All chunks are final bytes that
 * end, part by part, on a line break of their own.
 */
export function joinMessage(
  headers: readonly Buffer[],
  text: readonly Buffer[],
  html: readonly Buffer[],
): Buffer {
  return Buffer.concat([...headers, TEXT_START, ...text, HTML_START, ...html, END]);
}

function partStart(type: string): Buffer {
  return Buffer.from(
    `\r\n--${BOUNDARY}\r\nContent-Type: ${type}; charset=utf-8\r\n` +
      'Content-Transfer-Encoding: quoted-printable\r\n\r\n',
    'latin1',
  );
}
