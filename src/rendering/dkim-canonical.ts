export interface RawField {
  /** As it is written. */
  readonly name: string;
  /** Everything behind the colon, folds included, one character for each octet. */
  readonly value: string;
}

/** The fields of a header with CRLF line ends. */
export function readFields(headers: Buffer): RawField[] {
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
