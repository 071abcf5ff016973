import { escapeHtml } from '../paper-text/escape-html.js';
import { splitAtPlaceholders } from './placeholders.js';
import { encodeBesideOwnLine, encodeOwnLine } from './quoted-printable.js';

/** Text in its final encoding with placeholders for values that are known later. */
export interface TextWithPlaceholders {
  /** What stands before the first placeholder, in order; all of it where there is none. */
  readonly before: readonly Buffer[];
  readonly fields: readonly string[];
  /** What stands between two placeholders, one fewer than there are fields; encoded, so all of it is ASCII. */
  readonly between: readonly string[];
  /** What stands after the last placeholder, in order. */
  readonly after: readonly Buffer[];
}

/** Values for the placeholders in their final encoding, which is ASCII. */
export type PlaceholderValues = Readonly<Record<string, string>>;

const NOTHING = Buffer.alloc(0);

/**
 * Stands among the pieces before the first placeholder where the address of the reader's own page goes in: known by what
 * it is, and of no length.
 */
export const OWN_PAGE_GAP = Buffer.alloc(0);
/** The placeholder that such gaps are made of. */
export const OWN_PAGE_FIELD = 'answersUrl';

/** The pieces of a text whose only placeholders are those of the reader's own page. @throws RangeError for others */
export function piecesWithGaps({ before, fields, between, after }: TextWithPlaceholders): readonly Buffer[] {
  const other = fields.find((field) => field !== OWN_PAGE_FIELD);
  if (other !== undefined) throw new RangeError(other);
  const pieces = [...before];
  for (let index = 0; index < fields.length; index += 1) {
    pieces.push(OWN_PAGE_GAP);
    if (index < between.length) pieces.push(Buffer.from(between[index] ?? '', 'latin1'));
  }
  return [...pieces, ...after].filter((piece) => piece === OWN_PAGE_GAP || piece.length > 0);
}

/** Encodes text that holds placeholders; it ends on a hard line break where the text does. */
export function encodeWithPlaceholders(text: string): TextWithPlaceholders {
  const parts = splitAtPlaceholders(text);
  const fields = parts.filter((_, index) => index % 2 === 1);
  const [before = NOTHING, ...rest] = parts.filter((_, index) => index % 2 === 0).map(encodeBesideOwnLine);
  const after = rest.pop() ?? NOTHING;
  return { before: [before], fields, between: rest.map((piece) => piece.toString('latin1')), after: [after] };
}

/** The same text with more before and after it; nothing is copied. */
export function enclose(
  before: readonly Buffer[],
  { fields, between, ...ends }: TextWithPlaceholders,
  after: readonly Buffer[],
): TextWithPlaceholders {
  return {
    before: [...before, ...ends.before],
    fields,
    between,
    after: [...ends.after, ...after],
  };
}

/**
 * The same text with all that stands on either side of its placeholders and gaps in one piece, for what is filled many
 * times.
 */
export function joined({ before, fields, between, after }: TextWithPlaceholders): TextWithPlaceholders {
  return { before: joinedBetweenGaps(before), fields, between, after: [Buffer.concat(after)] };
}

function joinedBetweenGaps(pieces: readonly Buffer[]): Buffer[] {
  const together: Buffer[] = [];
  let from = 0;
  for (let index = 0; index <= pieces.length; index += 1) {
    if (index < pieces.length && pieces[index] !== OWN_PAGE_GAP) continue;
    if (index > from || pieces.length === 0) together.push(Buffer.concat(pieces.slice(from, index)));
    if (index < pieces.length) together.push(OWN_PAGE_GAP);
    from = index + 1;
  }
  return together;
}

/** The bytes with every placeholder filled, in order. Only what stands from the first placeholder to the last is made anew. */
export function fillPlaceholders(text: TextWithPlaceholders, values: PlaceholderValues): Buffer[] {
  const pieces: Buffer[] = [];
  fillInto(pieces, 0, text, values);
  return pieces;
}

/** How many pieces {@link fillPlaceholders} makes of a text. */
function piecesOf({ before, fields, after }: TextWithPlaceholders): number {
  return before.length + (fields.length === 0 ? 0 : 1) + after.length;
}

/** Two texts filled one behind the other. */
export function fillBoth(
  first: TextWithPlaceholders,
  second: TextWithPlaceholders,
  values: { readonly first: PlaceholderValues; readonly second: PlaceholderValues },
): Buffer[] {
  const pieces = new Array<Buffer>(piecesOf(first) + piecesOf(second));
  fillInto(pieces, fillInto(pieces, 0, first, values.first), second, values.second);
  return pieces;
}

/** @returns where the next piece goes */
function fillInto(
  pieces: Buffer[],
  from: number,
  { before, fields, between, after }: TextWithPlaceholders,
  values: PlaceholderValues,
): number {
  let at = from;
  let ownPage: Buffer | null = null;
  for (const piece of before) {
    if (piece === OWN_PAGE_GAP) {
      ownPage ??= Buffer.from(values[OWN_PAGE_FIELD] ?? '', 'latin1');
      pieces[at++] = ownPage;
    } else pieces[at++] = piece;
  }
  if (fields.length > 0) {
    let filled = '';
    for (let index = 0; index < fields.length; index += 1) {
      const value = values[fields[index] as string];
      if (value === undefined) throw new RangeError(`no value for the field ${fields[index]}`);
      filled += value + (between[index] ?? '');
    }
    pieces[at++] = Buffer.from(filled, 'latin1');
  }
  for (const piece of after) pieces[at++] = piece;
  return at;
}

/** Values for the placeholders of a plain text. */
export function textValues(values: Readonly<Record<string, string>>): PlaceholderValues {
  return mapValues(values, encodeOwnLine);
}

/** Values for the placeholders of HTML, escaped as the templates escape theirs. */
export function htmlValues(values: Readonly<Record<string, string>>): PlaceholderValues {
  return mapValues(values, (value) => encodeOwnLine(escapeHtml(value)));
}

/** Both, where the same values stand in a text and in HTML: what needs no escaping is encoded once. */
export function bothValues(values: Readonly<Record<string, string>>): {
  text: PlaceholderValues;
  html: PlaceholderValues;
} {
  const text = textValues(values);
  const html = mapValues(values, (value, name) => {
    const escaped = escapeHtml(value);
    return escaped === value ? (text[name] ?? '') : encodeOwnLine(escaped);
  });
  return { text, html };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  encode: (value: string, name: string) => string,
): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const name of Object.keys(values)) encoded[name] = encode(values[name] ?? '', name);
  return encoded;
}
