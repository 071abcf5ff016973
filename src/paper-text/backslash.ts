import { accented, accentedAll, accentOf, isTextAccent } from './accents.js';
import { isAlphabet } from './alphabets.js';
import { type Command, commandOf } from './commands.js';
import { bracketedMath, escapedSum } from './dollars.js';
import { before, braced, type Found, found, foundText, matchAt, type Prose, type Rule } from './prose.js';
import { flatText, type Run, textRun } from './run.js';
import { CONTROL_SYMBOLS, FUNCTIONS, LETTERS, OPENING_SIGNS, OPERATORS, SILENT, SPACES } from './symbols.js';

const NAME = /\\([A-Za-z]+)\*?/y;
const ACCENT =
  /\\([`'^"~=.])\s?(?:\{\s?\\?([A-Za-zıȷ])\}|\\([ij])(?![A-Za-z])(?:\s(?=\p{Ll}))?|([A-Za-zıȷ]))/uy;
const LETTER_ACCENT = /\\([cvHkrbdu])(?:\{\s?\\?([A-Za-zıȷ])\}|\s([A-Za-z])(?![A-Za-z]))/y;
/** In the midst of a word: `Fran\c cois`, `Ho\v rava`. */
const INNER_ACCENT = /(?<=\p{L})\\([cvHkru])\s([A-Za-z])/uy;
/** The same over the capital that begins one: `\v Skoda`. */
const FIRST_ACCENT = /(?<![^\s({-])\\([cvHkru])\s([A-Z])(?=\p{Ll})/uy;
const GROUP_ACCENT = /\\([`'^"~=.]|(?:[cvHkrbdut]|textcommabelow)(?=\{))/y;
const VERBATIM = /\\(?:verb|lstinline)\*?([|+!"'/@#=:])(.{1,100}?)\1/y;
const ALONE = /^[`'^"~]$/;
const LONGEST_ARGUMENT = 2_000;
const LONGEST_ACCENTED = 24;

/** Everything that LaTeX begins with a backslash. */
export const backslash: Rule = (prose, at) =>
  verbatim(prose, at) ??
  escapedSum(prose, at) ??
  bracketedMath(prose, at) ??
  accent(prose, at) ??
  symbol(prose, at) ??
  named(prose, at);

/** `\verb|x_1|`: code between any two characters that are alike. */
const verbatim: Rule = ({ source }, at) => {
  const match = matchAt(VERBATIM, source, at);
  return match === null ? null : found(at + match[0].length, { kind: 'code', text: match[2] ?? '' });
};

const accent: Rule = (prose, at) => {
  const { source } = prose;
  const match = matchAt(ACCENT, source, at) ?? matchAt(LETTER_ACCENT, source, at);
  if (match === null) return innerAccent(prose, at) ?? groupAccent(prose, at);
  const [whole, sign = '', ...letters] = match;
  const text = accented(accentOf(sign) ?? '', letters.find((letter) => letter !== undefined) ?? '');
  return text === null ? null : foundText(at + whole.length, text);
};

/** Only over letters that carry it in some language: a path may hold `s\c` before any word. */
const innerAccent: Rule = ({ source }, at) => {
  const [whole, sign = '', letter = ''] =
    matchAt(INNER_ACCENT, source, at) ?? matchAt(FIRST_ACCENT, source, at) ?? [];
  const text = whole === undefined ? null : accented(accentOf(sign) ?? '', letter);
  return whole === undefined || text?.length !== 1 ? null : foundText(at + whole.length, text);
};

/** An accent over what a group reads as: `\'{\alpha}`, `\t{oo}`, `\c{\"a}`. */
const groupAccent: Rule = (prose, at) => {
  const match = matchAt(GROUP_ACCENT, prose.source, at);
  const content = match === null ? null : braced(prose, at + match[0].length, LONGEST_ACCENTED);
  if (match === null || content === null) return null;
  const [, sign = ''] = match;
  if (content.trim() === '') {
    // Over nothing it is the sign itself, as in the address of somebody's `\~{}` home.
    return ALONE.test(sign) ? foundText(at + match[0].length + content.length + 2, sign) : null;
  }
  const mark = accentOf(sign) ?? '';
  const inner = flatText(prose.read(content.trim()));
  const text = accented(mark, inner) ?? accentedAll(mark, inner);
  return text === null ? null : foundText(at + match[0].length + content.length + 2, text);
};

/** `\%`, `\,`, `\\`; a double backslash before a word that a blank stands before begins a path. */
const symbol: Rule = ({ source }, at) => {
  const character = source[at + 1] ?? '';
  if (character === '*' || character === '`' || character === '[' || character === ']') {
    return foundText(at + 2, character);
  }
  const isPath = character === '\\' && /^\s?$/.test(before(source, at)) && /\w/.test(source[at + 2] ?? '');
  const text = CONTROL_SYMBOLS.get(character);
  return text === undefined || isPath || character === '' ? null : foundText(at + 2, text);
};

const named: Rule = (prose, at) => {
  const match = matchAt(NAME, prose.source, at);
  const name = match?.[1] ?? '';
  if (match === null || /(?:^|[^A-Za-z])[A-Za-z]:$/.test(prose.source.slice(Math.max(0, at - 3), at)))
    return null;
  const end = at + match[0].length;
  return (
    plainSymbol(prose, at, name, at + 1 + name.length) ??
    silent(prose, name, end) ??
    structured(prose, at, name, end) ??
    unknown(prose, at, name, end)
  );
};

/** A command that is one symbol. Empty braces behind it only end its name. */
function plainSymbol({ source }: Prose, at: number, name: string, nameEnd: number): Found | null {
  const end = source.startsWith('{}', nameEnd) ? nameEnd + 2 : nameEnd;
  const left = before(source, at);
  if (FUNCTIONS.has(name)) {
    return foundText(end, `${/[\p{L}\p{N})\]}]/u.test(left) ? ' ' : ''}${name}`);
  }
  const letter = LETTERS.get(name) ?? (SPACES.has(name) ? ' ' : undefined);
  if (letter !== undefined && !(name.length === 1 && /[+*?{[]/.test(source[end] ?? ''))) {
    // Before a letter the blank only ends the name of what is a letter of the word: `\o re`.
    const isInWord = end === nameEnd && name.length < 3 && /^\s\p{Ll}/u.test(source.slice(end));
    const opens =
      end === nameEnd && (OPENING_SIGNS.has(name) || isOfDegree(letter, source.slice(end, end + 3)));
    const isApostrophe =
      end === nameEnd &&
      APOSTROPHE.test(letter) &&
      /\p{L}/u.test(left) &&
      ENDING.test(source.slice(end, end + 4));
    return foundText(isInWord || isApostrophe || (opens && source[end] === ' ') ? end + 1 : end, letter);
  }
  const operator = OPERATORS.get(name);
  if (operator === undefined) return null;
  const opensUp = /^\s?$/.test(left) || (/\d/.test(left) && /^\s\p{L}/u.test(source.slice(end)));
  const closesUp = !opensUp && /^\s[\p{L}\p{N}\\]/u.test(source.slice(end, end + 2));
  return foundText(closesUp ? end + 1 : end, operator);
}

/** `it\textquoteright s` */
const APOSTROPHE = /^['’]$/;
const ENDING = /^\s(?:s|t|re|ve|ll|d|m)(?!\p{L})/u;

/** `25\textdegree C` */
function isOfDegree(sign: string, right: string): boolean {
  return sign === '°' && /^\s[CFK](?![\p{L}\p{N}])/u.test(right);
}

/** `\it` and its like without a group: nothing to see. */
function silent({ source }: Prose, name: string, end: number): Found | null {
  if (!SILENT.has(name)) return null;
  return foundText(source[end] === ' ' ? end + 1 : end, '');
}

/** A command with arguments: prose is read on as prose, mathematics by the parser. */
function structured(prose: Prose, at: number, name: string, from: number): Found | null {
  const command = commandOf(name);
  const isMath =
    command?.math === true || isAlphabet(name) || (accentOf(name) !== undefined && !isTextAccent(name));
  if (isMath) {
    const extent = argumentsEnd(prose, from, command?.takes ?? 1);
    const runs = extent === null ? null : prose.readMath(prose.source.slice(at, extent));
    return extent === null || runs === null ? null : found(extent, ...runs);
  }
  return command === undefined ? null : withProse(prose, command, from);
}

function withProse(prose: Prose, command: Command, from: number): Found | null {
  let end = command.takes === 0 ? from : behindBracket(prose.source, from);
  const args: Run[][] = [];
  for (let index = 0; index < command.takes; index += 1) {
    end = behindBlank(prose.source, end);
    const content = braced(prose, end, LONGEST_ARGUMENT);
    if (content === null) return unclosed(prose, end);
    args.push(readContent(prose, content, end + content.length + 2));
    end += content.length + 2;
  }
  const runs = command.build(args);
  return { runs, end, closesUp: runs.length === 0 && /[.,;:)]/.test(prose.source[end] ?? '') };
}

/** The blank in the end of `\textbf{Foo }bar` is one between two words. */
function readContent(prose: Prose, content: string, end: number): Run[] {
  const runs = prose.read(content.trim());
  const parts = runs.length > 0 && content.endsWith(' ') && /[\p{L}\p{N}]/u.test(prose.source[end] ?? '');
  return parts ? [...runs, textRun(' ')] : runs;
}

/** A group that never closes holds what follows like any other text. */
function unclosed({ source, closing }: Prose, at: number): Found | null {
  return source[at] === '{' && closing[at] === -1 ? foundText(at + 1, '') : null;
}

function behindBracket(source: string, from: number): number {
  return from + (/^(?:\[[^[\]]{0,80}\]){1,2}/.exec(source.slice(from, from + 164))?.[0].length ?? 0);
}

/** LaTeX passes over the blank before an argument, `\emph {so}`. */
function behindBlank(source: string, from: number): number {
  return source.startsWith(' {', from) ? from + 1 : from;
}

/** Where so many arguments end; null where one is missing. */
export function argumentsEnd(prose: Prose, from: number, count: number): number | null {
  let end = behindBracket(prose.source, from);
  for (let index = 0; index < count; index += 1) {
    end = behindBlank(prose.source, end);
    const content = braced(prose, end, LONGEST_ARGUMENT);
    const single = matchAt(/\s?(?:\\[A-Za-z]+|[\p{L}\p{N}])/uy, prose.source, end);
    if (content !== null) end += content.length + 2;
    else if (single !== null) end += single[0].length;
    else return null;
  }
  return end;
}

/**
 * A command of the authors' own. One argument is what it shows; without any, its name says most
 * (`\method`). In the midst of a word it is no command, and a letter alone may be a pattern's, `\d`.
 */
function unknown(prose: Prose, at: number, name: string, end: number): Found | null {
  const content = braced(prose, end, LONGEST_ARGUMENT);
  if (name.length === 1 || /[\p{L}\p{N}:\\/]/u.test(before(prose.source, at))) return null;
  if (content === null || content.trim() === '') {
    return foundText(content === null ? at + 1 + name.length : end + content.length + 2, name);
  }
  const next = end + content.length + 2;
  return prose.source[next] === '{' ? null : found(next, ...prose.read(content));
}
