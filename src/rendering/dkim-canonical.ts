interface RawField {
  /** As it is written. */
  readonly name: string;
  /** Everything behind the colon, folds included, one character for each octet. */
  readonly value: string;
}

/** The fields of a header with CRLF line ends. */
function readFields(headers: Buffer): RawField[] {
  return headers
    .toString('latin1')
    .split(/\r\n(?![ \t])/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [{ name: line.slice(0, colon).trimEnd(), value: line.slice(colon + 1) }] : [];
    });
}

/** A header field in the relaxed form of RFC 6376 §3.4.2, without its CRLF. */
export function relaxedField({ name, value }: RawField): string {
  const unfolded = value
    .replaceAll('\r\n', '')
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replace(/^ | $/g, '');
  return `${name.toLowerCase()}:${unfolded}`;
}

/** Fields in relaxed form, each with its CRLF, by name in lower case; of several with one name the last first. */
type RelaxedFields = ReadonlyMap<string, readonly string[]>;

export function relaxedFields(headers: Buffer): RelaxedFields {
  const fields = new Map<string, string[]>();
  for (const field of readFields(headers)) {
    const name = field.name.toLowerCase();
    const line = `${relaxedField(field)}\r\n`;
    const others = fields.get(name);
    if (others === undefined) fields.set(name, [line]);
    else others.unshift(line);
  }
  return fields;
}

const relaxedOnce = new WeakMap<Buffer, RelaxedFields>();

/** The same for bytes that many messages share: they are read once. */
export function relaxedFieldsOnce(headers: Buffer): RelaxedFields {
  const known = relaxedOnce.get(headers);
  if (known !== undefined) return known;
  const fields = relaxedFields(headers);
  relaxedOnce.set(headers, fields);
  return fields;
}
