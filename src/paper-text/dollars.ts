import { before, type Found, found, foundText, matchAt, type Prose, type Rule } from './prose.js';
import { tidy } from './run.js';

const LONGEST = 400;
const DISPLAY = /\$\$([^$]{1,400})\$\$/y;
const INLINE = /\$((?:[^$\\]|\\[\s\S]){1,400}?)\$/y;
const BRACKETS = /\\\(((?:(?!\\\)).){1,400})\\\)|\\\[((?:(?!\\\]).){1,400})\\\]/sy;

/** What prose between two sums of money does not hold. */
const SURELY_MATH = /\\[A-Za-z,;!{}|]|[\^_]|[=<>≤≥]|^[^\p{L}\p{N}\s]+$/u;
/** Blanks at both ends, and a script without a word of prose: `$ x^2 $`. */
const SET_APART = /^\s(?!.*\s\p{L}{2}).*[\^_].*\s$/u;
/** The name of a method, `$FooBar$`. */
const ONE_WORD = /^\p{L}[\p{L}-]{3,30}$/u;
/** A variable, a number, a call: `n`, `5`, `O(n)`, `k+1`. */
const PERHAPS_MATH =
  /^(?:\p{L}['′]{0,2}|-?\d+(?:[.,]\d+)*\s?(?:\\%)?|(?:[\p{L}\p{N}()[\]{}.,'|/*+−\s-]|\\%){1,24})$/u;

/**
 * `$…$` where it is mathematics. As in Pandoc, the dollars touch what they hold and no digit follows; beyond
 * that, two sums of money are told from a formula by what stands between them.
 */
export const dollars: Rule = (prose, at) => {
  const { source } = prose;
  const display = matchAt(DISPLAY, source, at);
  if (display !== null) return math(prose, display[1] ?? '', at + display[0].length);
  const match = matchAt(INLINE, source, at);
  if (match === null) return null;
  const content = match[1] ?? '';
  const end = at + match[0].length;
  if (!isMath(content, before(source, at), source[end] ?? '')) return null;
  return math(prose, content, end);
};

function isMath(content: string, left: string, right: string): boolean {
  if (/\d/.test(right) && /^\d/.test(content)) return false;
  // `a=$x, b=$y` are variables of a program.
  if (/=$/.test(content) && /\p{L}/u.test(right)) return false;
  const touches = !/^\s|\s$/.test(content) || /^[^\s\d]{1,2}\s$/.test(content);
  if (SURELY_MATH.test(content)) return touches || /\\[A-Za-z]/.test(content) || SET_APART.test(content);
  if (ONE_WORD.test(content)) return !/[\p{L}\p{N}]/u.test(left + right);
  if (/^\p{L}$/u.test(content) && !/\p{N}/u.test(right)) return true;
  if (!touches || /[\p{L}\p{N}]/u.test(left) || /\p{N}/u.test(right)) return false;
  // `$5, i.e. 10$`, `$cost of it$`
  if (/^\d.*\s|\s\p{L}{2,}|\p{L}{4,}/u.test(content) || /\p{L}/u.test(right)) return false;
  return PERHAPS_MATH.test(content) || /^[^\s\d]{1,3}\s?$/.test(content);
}

function math(prose: Prose, content: string, end: number): Found | null {
  if (content.length > LONGEST) return null;
  const runs = prose.readMath(content);
  return runs === null ? null : found(end, ...tidy(runs));
}

/** `\(…\)` and `\[…\]`. */
export const bracketedMath: Rule = (prose, at) => {
  const match = matchAt(BRACKETS, prose.source, at);
  if (match === null) return null;
  return math(prose, match[1] ?? match[2] ?? '', at + match[0].length);
};

/** A dollar of whoever took away the others: `\81` was `\$81`. */
export const escapedSum: Rule = ({ source }, at) =>
  /^[\s(]?$/.test(before(source, at)) && /^\d/.test(source.slice(at + 1, at + 2))
    ? foundText(at + 1, '$')
    : null;
