import { DECLARATIONS } from './commands.js';
import { before, braced, found, foundText, matchAt, type Rule } from './prose.js';
import { marked } from './run.js';
import { SILENT, STRIPPED } from './symbols.js';

const LONGEST = 2_000;
const DECLARED = /\{\\([A-Za-z]+)(?:\s+|(?=[\\{$]))/y;

/**
 * Braces that only group: `1{,}879`, `8{times}`, `{\it so}`. All others, sets above all, are the text's own.
 */
export const braces: Rule = (prose, at) => {
  const { source } = prose;
  const content = braced(prose, at, LONGEST);
  if (content === null) return null;
  const end = at + content.length + 2;
  const touched = /\S/.test(before(source, at)) && /\S/.test(source[end] ?? '');
  if (touched && /^[,=:.!<>+×-]$/.test(content)) return foundText(end, content);
  const symbol = STRIPPED.get(content);
  if (symbol !== undefined) return foundText(end, symbol);
  const declared = matchAt(DECLARED, source, at);
  const name = declared?.[1] ?? '';
  const rest = source.slice(at + (declared?.[0].length ?? 0), end - 1).trim();
  const kind = DECLARATIONS.get(name);
  if (kind !== undefined) return found(end, marked(kind, prose.read(rest)));
  return SILENT.has(name) ? found(end, ...prose.read(rest)) : null;
};
