import type { Language } from '../model/language.js';
import { bothValues, enclose, fillBoth, joined, type TextWithPlaceholders } from './fill-placeholders.js';
import { fixedField, type HeaderField } from './header-fields.js';

/** A message of which only the reader is missing. */
export interface CompiledMessage {
  /** The fields that are the same for every reader. */
  readonly headers: Buffer;
  /** Both parts of the body with what stands around them; the placeholders are for what is personal. */
  readonly text: TextWithPlaceholders;
  readonly html: TextWithPlaceholders;
}

/**
 * A message in its final bytes, in pieces that readers share as far as they are the same for them: nothing of
 * it is copied for a reader but what is personal. CRLF line breaks, no line that starts with a dot.
 */
export interface ComposedMessage {
  /** The reader's own fields, each with its CRLF; the only place for octets that are not ASCII. */
  readonly ownHeaders: Buffer;
  /** The fields that follow them, the same for all readers. */
  readonly sharedHeaders: Buffer;
  /** What follows the empty line, in order; it ends on a line break. */
  readonly body: readonly Buffer[];
}

/** `=_` cannot occur in quoted-printable text (RFC 2045 §6.7), so one boundary is good for every message. */
const BOUNDARY = '=_broadsheet';

/** MIME-Version and Content-Type of every message (RFC 2046 §5.1.4). */
export const mimeFields: readonly HeaderField[] = [
  fixedField('MIME-Version', '1.0'),
  fixedField('Content-Type', `multipart/alternative; boundary="${BOUNDARY}"`),
];

/** RFC 3282 §2: what the reader's program may read it aloud in. */
export function languageField(language: Language): HeaderField {
  return fixedField('Content-Language', language);
}

const TEXT_START = partStart('', 'text/plain');
const HTML_START = partStart('\r\n', 'text/html');
const BODY_END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`, 'latin1');

const EMPTY_LINE = Buffer.from('\r\n', 'latin1');

/** Header fields as bytes; UTF-8 only in an address (RFC 6532 §3.2). */
export function headerBytes(fields: readonly HeaderField[]): Buffer {
  return Buffer.from(fields.join(''), 'utf8');
}

/** What comes before the ends of both parts, in order. */
export interface BeforeParts {
  readonly text: Buffer[];
  readonly html: Buffer[];
}

/** The end of a body: both parts from where nothing but what is personal changes any more. */
export type EndOfParts = Pick<CompiledMessage, 'text' | 'html'>;

/** The ends of both parts of a body, with what stands behind them. */
export function endOfParts(text: TextWithPlaceholders, html: TextWithPlaceholders): EndOfParts {
  return { text: enclose([], text, [HTML_START]), html: enclose([], html, [BODY_END]) };
}

/** The beginning of a body; the pieces of its parts follow. */
export function beginParts(): BeforeParts {
  return { text: [TEXT_START], html: [] };
}

/**
 * The two parts of a body, the plain text first. All of it are final bytes that end, part by part, on a line break
 * of their own. Nothing is copied, for what is filled once.
 * @param before what was begun, which goes into the parts
 */
export function placeParts({ text, html }: EndOfParts, before: BeforeParts): EndOfParts {
  for (const piece of text.before) before.text.push(piece);
  for (const piece of html.before) before.html.push(piece);
  return { text: { ...text, before: before.text }, html: { ...html, before: before.html } };
}

/** The same with all that stands together in one piece, for what is filled many times. */
export function joinParts(end: EndOfParts, before: BeforeParts = beginParts()): EndOfParts {
  const placed = placeParts(end, before);
  return { text: joined(placed.text), html: joined(placed.html) };
}

/**
 * One reader's message. Only what is personal is made anew; everything else are the bytes that all share.
 * @param fields the header fields that are the reader's own
 */
export function fillMessage(
  { headers, text, html }: CompiledMessage,
  fields: readonly HeaderField[],
  personal: Readonly<Record<string, string>>,
): ComposedMessage {
  const values = bothValues(personal);
  return {
    ownHeaders: headerBytes(fields),
    sharedHeaders: headers,
    body: fillBoth(text, html, { first: values.text, second: values.html }),
  };
}

/** A composed message as one run of bytes. */
export function messageBytes({ ownHeaders, sharedHeaders, body }: ComposedMessage): Buffer {
  return Buffer.concat([ownHeaders, sharedHeaders, EMPTY_LINE, ...body]);
}

function partStart(lineBreak: string, type: string): Buffer {
  return Buffer.from(
    `${lineBreak}--${BOUNDARY}\r\nContent-Type: ${type}; charset=utf-8\r\n` +
      'Content-Transfer-Encoding: quoted-printable\r\n\r\n',
    'latin1',
  );
}
