/** Tags and their values, in order; the first of a name counts. Null: this is no list of tags. */
export type TagList = ReadonlyMap<string, string>;

/** Reads `v=DKIM1; k=rsa; p=…` (RFC 6376 §3.2, which DMARC follows). */
export function parseTagList(text: string): TagList | null {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const [, name, value = ''] = /^\s*([a-z][a-z0-9_]*)\s*=([\s\S]*)$/i.exec(part) ?? [];
    if (name === undefined) return null;
    if (!tags.has(name)) tags.set(name, value.trim());
  }
  return tags.size === 0 ? null : tags;
}
