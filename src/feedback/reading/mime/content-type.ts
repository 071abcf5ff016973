export interface ContentType {
  /** In lower case, as `text/plain`; empty where there is none. */
  readonly type: string;
  /** By name in lower case, unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 2045 §5.1; each alternative begins with a character of its own, so that it cannot backtrack. */
const PARAMETER = /;\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;"]*))/g;
const LONGEST = 2_000;

export function readContentType(value: string): ContentType {
  const text = value.slice(0, LONGEST);
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase().replace(/\*(0\*?)?$/, '');
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  const type = /^[^;\s]*/.exec(text.trim())?.[0].toLowerCase() ?? '';
  return { type, parameters };
}
