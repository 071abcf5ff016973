/** Elements that have no closing tag in HTML. */
const VOID = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

const LIQUID = /\{%-?[\s\S]*?-?%\}|\{\{-?[\s\S]*?-?\}\}/g;
const COMMENT = /<!--[\s\S]*?-->/g;
const TAG = /<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;

/**
 * What is wrong with the source of an MJML template, as sentences: tags that do not balance, which MJML
 * itself repairs without a word, and values that would be inserted without being escaped.
 */
export function lintTemplate(source: string): string[] {
  const faults = unescapedTags(source).map(
    (tag) => `line ${lineOf(source, tag)}: ${tag} would insert text that is not escaped`,
  );
  return [...faults, ...unbalancedTags(source)];
}

/** Tags of Liquid that insert a value as it is. */
export function unescapedTags(source: string): string[] {
  return [...source.matchAll(LIQUID)].map(([tag]) => tag).filter((tag) => /\|\s*raw\b|%-?\s*raw\b/.test(tag));
}

function unbalancedTags(source: string): string[] {
  // Blanked rather than removed, so that line numbers stay right.
  const markup = source.replace(LIQUID, blank).replace(COMMENT, blank);
  const faults: string[] = [];
  const open: { name: string; line: number }[] = [];
  for (const match of markup.matchAll(TAG)) {
    const [, slash, name = '', rest = ''] = match;
    const line = markup.slice(0, match.index).split('\n').length;
    if (slash === '') {
      if (!rest.endsWith('/') && !VOID.has(name.toLowerCase())) open.push({ name, line });
      continue;
    }
    const last = open.pop();
    if (last?.name !== name) {
      faults.push(
        `line ${line}: </${name}> ${last === undefined ? 'closes nothing' : `closes <${last.name}> of line ${last.line}`}`,
      );
      return faults;
    }
  }
  return [...faults, ...open.map(({ name, line }) => `line ${line}: <${name}> is never closed`)];
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function lineOf(source: string, part: string): number {
  return source.slice(0, source.indexOf(part)).split('\n').length;
}
