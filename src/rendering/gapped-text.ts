import { splitAtFields } from './marks.js';
import { encodeBesideOwnLine, encodeOwnLine } from './quoted-printable.js';

/** Text in its final encoding with gaps for values that are known later. */
export interface GappedText {
  /** One more than there are fields. */
  readonly pieces: readonly Buffer[];
  readonly fields: readonly string[];
}

/** Values for the gaps, in their final encoding. */
export type GapValues = Readonly<Record<string, Buffer>>;

/** Encodes text that holds field marks; it ends on a hard line break where the text does. */
export function encodeGapped(text: string): GappedText {
  const parts = splitAtFields(text);
  return {
    pieces: parts.filter((_, index) => index % 2 === 0).map(encodeBesideOwnLine),
    fields: parts.filter((_, index) => index % 2 === 1),
  };
}

/** The bytes with every gap filled, in order. */
export function fillGaps(text: GappedText, values: GapValues): Buffer[] {
  const chunks: Buffer[] = [];
  for (const [index, piece] of text.pieces.entries()) {
    chunks.push(piece);
    const field = text.fields[index];
    if (field === undefined) continue;
    const value = values[field];
    if (value === undefined) throw new RangeError(`no value for the field ${field}`);
    chunks.push(value);
  }
  return chunks;
}

/** Values for the gaps of a plain text. */
export function textValues(values: Readonly<Record<string, string>>): GapValues {
  return mapValues(values, encodeOwnLine);
}

/** Values for the gaps of HTML, escaped as the templates escape theirs. */
export function htmlValues(values: Readonly<Record<string, string>>): GapValues {
  return mapValues(values, (value) => encodeOwnLine(escapeHtml(value)));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function mapValues(
  values: Readonly<Record<string, string>>,
  encode: (value: string) => Buffer,
): Record<string, Buffer> {
  const encoded: Record<string, Buffer> = {};
  for (const name of Object.keys(values)) encoded[name] = encode(values[name] ?? '');
  return encoded;
}
