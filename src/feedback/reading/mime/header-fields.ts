/** The fields of a header by their name in lower case, unfolded, in the order in which they stand. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>;

export const noFields: HeaderFields = new Map();

/** A header with more is an attack or no header. */
const MOST_FIELDS = 1_000;
const LONGEST_FIELD = 16_384;

/** RFC 5322 §2.2: printable ASCII without a colon; white space before the colon is obsolete (§4.5). */
const FIELD = /^([!-9;-~]{1,76})[ \t]{0,8}:/;

/**
 * Reads fields up to the first empty line. Lines that are neither a field nor folded into one are passed over,
 * because relays and people damage headers.
 * @returns the fields, and where behind them the body begins
 */
export function readFields(text: string, start = 0): { fields: HeaderFields; end: number } {
  const fields = new Map<string, string[]>();
  let current: string[] | null = null;
  let count = 0;
  let at = start;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const line = text.slice(at, Math.min(lineEnd, at + LONGEST_FIELD));
    at = lineEnd + 1;
    if (line.trim() === '') break;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      unfold(current, line);
      continue;
    }
    const match = FIELD.exec(line);
    current = match === null || count >= MOST_FIELDS ? null : valuesOf(fields, match[1] ?? '');
    if (match === null || current === null) continue;
    current.push(line.slice(match[0].length).trim());
    count += 1;
  }
  return { fields, end: Math.min(at, text.length) };
}

/** The first field of this name (in lower case), or the empty text. */
export function field(fields: HeaderFields, name: string): string {
  return fields.get(name)?.[0] ?? '';
}

function valuesOf(fields: Map<string, string[]>, name: string): string[] {
  const key = name.toLowerCase();
  const known = fields.get(key);
  if (known !== undefined) return known;
  const values: string[] = [];
  fields.set(key, values);
  return values;
}

function unfold(values: string[] | null, line: string): void {
  const last = values?.pop();
  if (values === null || last === undefined) return;
  values.push(last.length + line.length > LONGEST_FIELD ? last : `${last} ${line.trim()}`);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
