import { before, braced, type Found, found, foundText, matchAt, type Prose, type Rule } from './prose.js';
import { type Run, scriptRun, textRun, tidy } from './run.js';
import { STRIPPED } from './symbols.js';

const LONGEST = 80;

/** A command with the groups that touch it: `\circ`, `\text{old}`. */
const COMMAND = /\\[A-Za-z]+(?:\{[^{}]{0,60}\})?/y;
/** What needs no parser. */
const SIMPLE = /^[\p{L}\p{N}.+−-]+$|^[*]$/u;

/** `^` where LaTeX's dollars were taken away: `2^{128}`, `R^*`, `T^3RL`, `10^-4`. */
export const superscript: Rule = (prose, at) => {
  const { source } = prose;
  const given = givenScript(prose, at);
  if (given !== null) return script(prose, '^', given);
  if (!/[\p{L}\p{N})\]}|'’>]/u.test(before(source, at))) return null;
  const match =
    matchAt(/[-+−]?\d{1,6}(?![\d.]*\d*[.]\d)|[*](?!\*)|[-+](?![\p{L}\p{N}])/uy, source, at + 1) ??
    matchAt(/\p{L}(?![\p{L}\p{N}_])/uy, source, at + 1);
  if (match !== null) {
    return found(at + 1 + match[0].length, scriptRun('^', [textRun(match[0])]));
  }
  return strippedName(source, at);
};

/** `λ^star`, `360^circtimes180^circ`: a command that lost its backslash. */
function strippedName(source: string, at: number): Found | null {
  const top = matchAt(/top(?![\p{L}\p{N}])/uy, source, at + 1);
  if (top !== null) return foundText(at + 1 + top[0].length, '⊤');
  const match = matchAt(/(circ|star|ast|prime|dagger)(?=times\b|times\d|[^\p{L}]|$)/uy, source, at + 1);
  const symbol = STRIPPED.get(match?.[1] ?? '');
  if (match === null || symbol === undefined) return null;
  return found(at + 1 + match[0].length, scriptRun('^', [textRun(symbol)]));
}

/** Subscripts of several letters that are written without braces; other words make a name, `n_gram`. */
const WORDS = 'in|out|max|min|old|new|ref|opt|avg|eff|tot';
const SUBSCRIPT = new RegExp(`(?:\\d{1,3}|(?:${WORDS})|\\p{L}|\\*)(?![\\p{L}\\p{N}_]|\\.\\p{L}|/)`, 'uy');
/** One letter, or a chemical formula before its number; not the end of a name, a path or an address. */
const BASE = /(?<![\p{L}\p{N}_./@:#\\-])\p{L}['′]?$|[)\]}]$/u;
const ELEMENT =
  'H|He|Li|Be|B|C|N|O|F|Ne|Na|Mg|Al|Si|P|S|Cl|Ar|K|Ca|Ti|V|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Sr|Y|Zr|Nb|Mo|Ag|Cd|In|Sn|Sb|Te|I|Cs|Ba|La|Ta|W|Pt|Au|Hg|Pb|Bi|U';
/** The number of an element that another follows, `H_2O`. */
const ELEMENT_BEFORE = new RegExp(
  `(?<![\\p{L}\\p{N}_./@:#\\\\-])(?:(?:${ELEMENT})(?:_?\\d{1,2})?){1,4}$`,
  'u',
);
const NUMBER_OF_ELEMENT = new RegExp(
  `\\d{1,2}(?=(?:(?:${ELEMENT})(?:_?\\d{1,2})?){1,4}(?![\\p{L}\\p{N}_]))`,
  'uy',
);
const LAST_NUMBER = /\d{1,2}(?![\p{L}\p{N}_])/uy;
const FORMULA = /(?<![\p{L}\p{N}_./@:#\\-])(?:[A-Z]\p{Ll}?){1,3}$/u;

/** `_` where LaTeX's dollars were taken away: `M_t`, `V_{0.5}`; names such as `file_name` are kept. */
export const subscript: Rule = (prose, at) => {
  const { source } = prose;
  const left = source.slice(Math.max(0, at - 12), at);
  if (left === '' || /[\s_^\\]$/.test(left)) return null;
  const given = givenScript(prose, at);
  if (given !== null) return script(prose, '_', given);
  const match = matchAt(SUBSCRIPT, source, at + 1);
  const fits = match !== null && (BASE.test(left) || (/^\d/.test(match[0]) && FORMULA.test(left)));
  if (!fits) return numberOfElement(source, at, left);
  return found(at + 1 + match[0].length, scriptRun('_', [textRun(match[0])]));
};

function numberOfElement(source: string, at: number, left: string): Found | null {
  if (!ELEMENT_BEFORE.test(left)) return null;
  const match =
    matchAt(NUMBER_OF_ELEMENT, source, at + 1) ??
    (left.includes('_') ? matchAt(LAST_NUMBER, source, at + 1) : null);
  if (match === null) return null;
  return found(at + 1 + match[0].length, scriptRun('_', [textRun(match[0])]));
}

interface Given {
  readonly content: string;
  readonly end: number;
}

/** What stands in braces or as a command behind the sign. */
function givenScript(prose: Prose, at: number): Given | null {
  const content = braced(prose, at + 1, LONGEST);
  if (content !== null) return { content, end: at + content.length + 3 };
  const command = matchAt(COMMAND, prose.source, at + 1);
  return command === null ? null : { content: command[0], end: at + 1 + command[0].length };
}

function script(prose: Prose, sign: '^' | '_', { content, end }: Given): Found | null {
  // `p^{,old}` was `p^{\,old}`.
  const bare = content.replace(/^,(?=\p{L})/u, '').trim();
  if (bare === '') return foundText(end, '');
  const runs = simpleScript(bare) ?? prose.readMath(bare);
  return runs === null ? null : found(end, scriptRun(sign, tidy(runs)));
}

function simpleScript(content: string): Run[] | null {
  const symbol = STRIPPED.get(content);
  if (symbol !== undefined) return [textRun(symbol)];
  return SIMPLE.test(content) ? [textRun(content)] : null;
}
