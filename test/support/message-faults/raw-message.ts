/** One header field as it stands on the wire. */
export interface WireField {
  readonly name: string;
  /** Lower case. */
  readonly key: string;
  /** Unfolded and trimmed, one character for each octet. */
  readonly value: string;
  /** Its lines, the first with the name, without CRLF. */
  readonly lines: readonly string[];
}

export interface WireEntity {
  readonly fields: readonly WireField[];
  /** One character for each octet. */
  readonly body: string;
}

/** Splits an entity (a message, or one part of it) the plain way: RFC 5322 §2.1 and nothing more. */
export function readEntity(octets: string): WireEntity {
  const end = octets.startsWith('\r\n') ? 0 : octets.indexOf('\r\n\r\n') + 2;
  const fields: WireField[] = [];
  for (const unit of octets.slice(0, Math.max(end, 0)).split(/\r\n(?![ \t])/)) {
    if (unit === '') continue;
    const colon = unit.indexOf(':');
    const name = unit.slice(0, Math.max(colon, 0));
    const value = unit
      .slice(colon + 1)
      .replace(/\r\n(?=[ \t])/g, '')
      // Not trim(): it takes the last octet of some UTF-8 for a space.
      .replace(/^[ \t]+|[ \t]+$/g, '');
    fields.push({ name, key: name.toLowerCase(), value, lines: unit.split('\r\n') });
  }
  return { fields, body: octets.slice(end + 2) };
}

export function valuesOf(entity: WireEntity, name: string): string[] {
  return entity.fields.filter((field) => field.key === name.toLowerCase()).map((field) => field.value);
}
