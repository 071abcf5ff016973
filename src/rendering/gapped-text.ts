import { splitAtFields } from './marks.js';
import { encodeBesideOwnLine, encodeOwnLine } from './quoted-printable.js';

/** Text in its final encoding with gaps for values that are known later. */
export interface GappedText {
  /** What stands before the first gap; all of it where there is none. */
  readonly before: Buffer;
  readonly fields: readonly string[];
  /** What stands between two gaps, one fewer than there are fields; encoded, so all of it is ASCII. */
  readonly between: readonly string[];
  /** What stands after the last gap. */
  readonly after: Buffer;
}

/** Values for the gaps in their final encoding, which is ASCII. */
export type GapValues = Readonly<Record<string, string>>;

const NOTHING = Buffer.alloc(0);

/** Encodes text that holds field marks; it ends on a hard line break where the text does. */
export function encodeGapped(text: string): GappedText {
  const parts = splitAtFields(text);
  const fields = parts.filter((_, index) => index % 2 === 1);
  const [before = NOTHING, ...rest] = parts.filter((_, index) => index % 2 === 0).map(encodeBesideOwnLine);
  const after = rest.pop() ?? NOTHING;
  return { before, fields, between: rest.map((piece) => piece.toString('latin1')), after };
}

/** The same text with more before and after it. */
export function enclose(
  before: readonly Buffer[],
  { fields, between, ...ends }: GappedText,
  after: readonly Buffer[],
): GappedText {
  return {
    before: Buffer.concat([...before, ends.before]),
    fields,
    between,
    after: Buffer.concat([ends.after, ...after]),
  };
}

/** The bytes with every gap filled, in order. Only what stands from the first gap to the last is made anew. */
export function fillGaps({ before, fields, between, after }: GappedText, values: GapValues): Buffer[] {
  if (fields.length === 0) return [before, after];
  let filled = '';
  for (let index = 0; index < fields.length; index += 1) {
    const value = values[fields[index] as string];
    if (value === undefined) throw new RangeError(`no value for the field ${fields[index]}`);
    filled += value + (between[index] ?? '');
  }
  return [before, Buffer.from(filled, 'latin1'), after];
}

/** Values for the gaps of a plain text. */
export function textValues(values: Readonly<Record<string, string>>): GapValues {
  return mapValues(values, encodeOwnLine);
}

/** Values for the gaps of HTML, escaped as the templates escape theirs. */
export function htmlValues(values: Readonly<Record<string, string>>): GapValues {
  return mapValues(values, (value) => encodeOwnLine(escapeHtml(value)));
}

/** Both, where the same values stand in a text and in HTML: what needs no escaping is encoded once. */
export function bothValues(values: Readonly<Record<string, string>>): { text: GapValues; html: GapValues } {
  const text = textValues(values);
  const html = mapValues(values, (value, name) => {
    const escaped = escapeHtml(value);
    return escaped === value ? (text[name] ?? '') : encodeOwnLine(escaped);
  });
  return { text, html };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return /[&<>"']/.test(text)
    ? text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    : text;
}

function mapValues(
  values: Readonly<Record<string, string>>,
  encode: (value: string, name: string) => string,
): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const name of Object.keys(values)) encoded[name] = encode(values[name] ?? '', name);
  return encoded;
}
