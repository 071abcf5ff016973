import { OLD_ALPHABETS } from './alphabets.js';
import { DECLARATIONS } from './commands.js';
import { before, braced, found, foundText, matchAt, type Prose, type Rule } from './prose.js';
import { flatText, marked, type Run } from './run.js';
import { SILENT, STRIPPED } from './symbols.js';

const LONGEST = 2_000;
const DECLARED =
  /\{\\([A-Za-z]+)(?:\s+|(?=[\\{$[]))(?:(?<=\\color\s?)(?:\[[A-Za-z]{1,9}\])?\{[^{}]{0,40}\}\s*)?/y;

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
  if (content === '' && /[\p{L}\p{N})\]]/u.test(before(source, at))) return foundText(end, '');
  const left = source.slice(Math.max(0, at - 60), at);
  if (COLOURED.test(left)) return found(end, ...prose.read(content));
  const isArgument = ARGUMENT.test(left);
  const only = isArgument
    ? null
    : groupOnly(prose, content, `${before(source, at) || ' '}${source[end] ?? ''}`);
  if (only !== null) return found(end, ...only);
  const symbol = STRIPPED.get(content);
  if (symbol !== undefined) return foundText(end, symbol);
  const declared = matchAt(DECLARED, source, at);
  const name = declared?.[1] ?? '';
  const rest = withoutOwnBraces(source.slice(at + (declared?.[0].length ?? 0), end - 1).trim());
  if (OLD_ALPHABETS.has(name) || INFIX.test(content)) {
    const runs = prose.readMath(`{${content}}`);
    return runs === null ? null : found(end, ...runs);
  }
  const kind = DECLARATIONS.get(name);
  if (kind !== undefined) return found(end, marked(kind, prose.read(rest)));
  return SILENT.has(name) || name === 'color' ? found(end, ...prose.read(rest)) : null;
};

/** `{\bf{so}}` and `{\bf so}` read alike. */
function withoutOwnBraces(text: string): string {
  return /^\{([^{}]*)\}$/.exec(text)?.[1] ?? text;
}

const INFIX = /\\(?:over|choose|atop)(?![A-Za-z])/;
const ONE_COMMAND = /^\\(?:[`'^"~=.]|[A-Za-z]{1,2}(?![A-Za-z]))/;
/** An accent or a letter of another alphabet, as `{\"o}` and `{\L}` read; or the sign alone, `{\~{}}`. */
const LETTER = /^(?:[\p{L}\p{M}]{1,3}|[`'^"~])$/u;

/**
 * Braces that keep the case of a letter (`{C}ontinual`), that hold an accent (`{\"o}`) or mathematics (`{$\mu$SR}`);
 * null for all others.
 */
function groupOnly(prose: Prose, content: string, around: string): Run[] | null {
  if (ONE_COMMAND.test(content) && !isDeclaration(content)) {
    const runs = prose.read(content);
    return LETTER.test(flatText(runs)) ? runs : null;
  }
  if (/^\$[^$]+\$/.test(content) || ONE_BOX.test(content)) return prose.read(content);
  const isWord = /^[\p{L}\p{N}\p{M}-]+$/u.test(content) && /\p{L}/u.test(content);
  const keepsCase = KEPT_CASE.test(content) && !/[[\]\\/@#="'<>|]|^:/.test(around);
  return (isWord || keepsCase) && (/\p{L}/u.test(around) || keepsCase) ? prose.read(content) : null;
}

/** `{B}ayesian`, `{GPT}`, `{mRNA}`, `{3D}`, `{SU(2)}`; a key such as `{userName}` is the text's own. */
const KEPT_CASE = /^(?:\p{Ll}{0,2}\p{Lu}[\p{L}\p{N}-]*|\d+\p{Lu}+|\p{Lu}+\(\d+\))$/u;

/** A command, with arguments before this one. */
const ARGUMENT = /\\[A-Za-z]+\*?(?:\{[^{}]*\}|\[[^[\]]*\])*$/;

/** `\color{blue}{so}`: the colour says nothing, and the braces hold a text. */
const COLOURED = /\\color(?:\[[A-Za-z]{1,9}\])?\{[^{}]*\}$/;

/** `{\textsc{so}}`, `{\hbox{so}}`: braces around one command and its own. */
const ONE_BOX = /^\\(?:[mhf]box|ensuremath|text[a-z]{2,6}|emph|underline|font[a-z]{4,6})\{/;

function isDeclaration(content: string): boolean {
  const name = /^\\([A-Za-z]+)/.exec(content)?.[1] ?? '';
  return DECLARATIONS.has(name) || SILENT.has(name) || OLD_ALPHABETS.has(name);
}
