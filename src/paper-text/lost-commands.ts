import { argumentsEnd } from './backslash.js';
import { commandOf } from './commands.js';
import { before, braced, found, foundText, matchAt, type Rule } from './prose.js';
import { COLOURS, TEXT_COMMANDS } from './signs.js';
import { OPERATORS, STRIPPED } from './symbols.js';

const LONGEST_ARGUMENT = 400;

/** `mathcal{O}`, `boldsymbolπ`: a command whose backslash a source took away. */
export const lostBackslash: Rule = (prose, at) => {
  const { source } = prose;
  if (/[\p{L}\\]/u.test(before(source, at))) return null;
  const match = matchAt(/([a-z]+?)(?:(?=\{)|(\p{Script=Greek}|[A-Z](?![\p{L}])))/uy, source, at);
  if (match === null) return null;
  const [whole, name = '', letter] = match;
  if (letter !== undefined) {
    const runs = prose.readMath(`\\${name}{${letter}}`);
    return runs === null ? null : found(at + whole.length, ...runs);
  }
  const content = braced(prose, at + whole.length, LONGEST_ARGUMENT);
  const extent = argumentsEnd(prose, at + whole.length, commandOf(name)?.takes ?? 1);
  if (content === null || extent === null) return null;
  const runs = prose.readMath(`\\${source.slice(at, extent)}`);
  return runs === null ? null : found(extent, ...runs);
};

/** `2times`, `1.04sim2.2`, `a sim60% part`, `512 times 512`, where a command lost its backslash beside a number. */
export const lostBesideNumber: Rule = ({ source }, at) => {
  const match = matchAt(/times(?!\p{L})|sim(?=\d)/uy, source, at);
  if (match === null) return null;
  const end = at + match[0].length;
  const left = source.slice(Math.max(0, at - 24), at);
  const right = source.slice(end, end + 24);
  const touches = /(?:\d|\^circ)$/.test(left);
  if (match[0] === 'sim') {
    // `sim2real` is a word of its own.
    const isRough =
      touches ||
      (/(?:^|[\s([,/])$/.test(left) && /^[\d.,]+(?:[%×xMKGTB]|[KMGT]B|ms|s|h)?(?![\p{L}\p{N}])/u.test(right));
    return isRough ? foundText(end, '∼') : null;
  }
  return touches || isProduct(left, right) ? foundText(end, '×') : null;
};

/** What stands on both sides of `times` in `512 times 512` and `H times W`, and not in "ran 3 times 10 epochs". */
function isProduct(left: string, right: string): boolean {
  const before = /(?<![\p{L}\p{N}.,])(?:(\d[\d.,]*)[KMG]?|(\p{L}|[KMG]))\s$/u.exec(left);
  const behind = /^\s(?:(\d[\d.,]*\d|\d)|(\p{L}))(?![\p{L}\p{N}])/u.exec(right);
  if (before === null || behind === null) return false;
  const [, number, letter] = before;
  const [whole, otherNumber, otherLetter] = behind;
  if (letter !== undefined || otherLetter !== undefined) {
    if (letter === undefined || otherLetter === undefined) return false;
    // The letter of `a times` and of `I times` may be a word.
    return letter === otherLetter || /^(?:\p{Lu}{2}|[b-hj-z]{2})$/u.test(letter + otherLetter);
  }
  const isChain =
    / times $/.test(left.slice(0, before.index)) || /^ times \d/.test(right.slice(whole.length));
  const isPower = /^\^/.test(right.slice(whole.length));
  const bothLong = (number?.length ?? 0) > 1 && (otherNumber?.length ?? 0) > 1;
  return number === otherNumber || isChain || isPower || bothLong;
}

/** `62% rightarrow 67%`: no word. */
export const lostArrow: Rule = ({ source }, at) => {
  if (!/^[\s%()\d]?$/.test(before(source, at))) return null;
  const match = matchAt(
    /((?:long)?(?:left|right|leftright|Left|Right|Leftright)arrow)(?![\p{L}_({-])/uy,
    source,
    at,
  );
  const arrow = OPERATORS.get(match?.[1] ?? '');
  return match === null || arrow === undefined ? null : foundText(at + match[0].length, arrow);
};

const NUMBER_AT_END = /(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$/;
const ONE_LETTER_AT_END = /^,\p{L}[\])}]/u;

/** `0.367,s`: the thin space between a number and its unit; not in `[0,s]`, which is an interval, or `1,2,h`. */
export const lostThinSpace: Rule = ({ source }, at) => {
  const number = NUMBER_AT_END.exec(source.slice(Math.max(0, at - 24), at));
  if (number === null) return null;
  const opens = /[[({]/.test(before(source, at - number[0].length));
  const isInterval = opens && number[1] === undefined && ONE_LETTER_AT_END.test(source.slice(at, at + 3));
  return isInterval ? null : foundText(at + 1, ' ');
};

const COLOUR = new RegExp(`(?:${COLOURS})(?=\\{)`, 'y');
const TEXT_COMMAND = new RegExp(`(?:${TEXT_COMMANDS})(?=\\{)`, 'y');

/** `black{so}` and `textbf{so}`: what is left of a command for text. */
export const lostTextCommand: Rule = (prose, at) => {
  const { source } = prose;
  if (/[\p{L}\p{N}\\]/u.test(before(source, at))) return null;
  const colour = matchAt(COLOUR, source, at);
  const name = colour ?? matchAt(TEXT_COMMAND, source, at);
  const content = name === null ? null : braced(prose, at + name[0].length, LONGEST_ARGUMENT);
  if (name === null || content === null) return null;
  if (colour !== null) return found(at + name[0].length + content.length + 2, ...prose.read(content));
  const end = argumentsEnd(prose, at + name[0].length, commandOf(name[0])?.takes ?? 1);
  return end === null ? null : found(end, ...prose.read(`\\${source.slice(at, end)}`));
};

/** `propto`, `ell^2`: names of commands that are no words. */
export const lostName: Rule = ({ source }, at) => {
  if (/[\p{L}\p{N}_.\\/-]/u.test(before(source, at))) return null;
  const match = matchAt(
    /(?:leq|geq|neq)(?=[-−]?\d)|[lg]e(?=\d+(?:\.\d|[%\s)]))|(?:ll|gg)(?=\d*\.\d)|(?:propto|leq|geq|neq|infty)(?![\p{L}\p{N}_.(/-])|ell(?=[\^_]|\s*[=<>])/uy,
    source,
    at,
  );
  const symbol = STRIPPED.get(match?.[0] ?? '') ?? OPERATORS.get(match?.[0] ?? '');
  return match === null || symbol === undefined ? null : foundText(at + match[0].length, symbol);
};

/** `85.2pm0.3`, `an error of pm0.02`. */
export const lostPlusMinus: Rule = ({ source }, at) => {
  const beside = source.slice(Math.max(0, at - 3), at);
  const decimal = matchAt(/pm(?=\d*\.\d)/y, source, at) !== null && /(?:^|[\s(\d%])$/.test(beside);
  return decimal || /\d\s?$/.test(beside) ? foundText(at + 2, '±') : null;
};

/** `approx40%`; `ρapprox 0.10`, `p_c approx 0.593`: between something of mathematics and a number. */
export const lostApproximation: Rule = ({ source }, at) => {
  const match = matchAt(/approx(?=\s*[-+]?\d)/uy, source, at);
  if (match === null) return null;
  if (/\d/.test(source[at + match[0].length] ?? '') && /^[\s(]?$/.test(before(source, at))) {
    return foundText(at + match[0].length, '≈');
  }
  const isBehindMath = /\p{Script=Greek}\s?$|(?<![\p{L}\p{N}])\p{L}_\p{L}\s$/u.test(
    source.slice(Math.max(0, at - 5), at),
  );
  return isBehindMath ? foundText(at + match[0].length, '≈') : null;
};
