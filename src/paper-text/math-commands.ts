import { accented, accentedAll, accentOf } from './accents.js';
import { inAlphabet, inLetters, isAlphabet, OLD_ALPHABETS } from './alphabets.js';
import { commandOf, isTextCommand } from './commands.js';
import { isString, type MathReader, NotUnderstood, readArgument, readBracket } from './math-reader.js';
import { flatText, joinRuns, marked, type Run, textRun, tidy } from './run.js';
import { CONTROL_SYMBOLS, FUNCTIONS, LETTERS, OPERATORS, SILENT, SPACES, table } from './symbols.js';

/** Reads a command behind its name. */
export function readCommand(reader: MathReader, name: string): void {
  const command = commandOf(name);
  const accent = accentOf(name);
  if (command !== undefined) reader.runs.push(...command.build(readArguments(reader, name, command.takes)));
  else if (OLD_ALPHABETS.has(name) && !isAlphabet(name)) reader.runs.push(...oldAlphabet(reader, name));
  else if (isAlphabet(name)) reader.runs.push(textRun(inAlphabet(name, flatText(readArgument(reader)))));
  else if (accent !== undefined) reader.runs.push(...withAccent(accent, readArgument(reader)));
  else if (name === 'not') readNegated(reader);
  else if (SILENT.has(name)) skipDelimiterDot(reader, name);
  else if (FUNCTIONS.has(name)) readFunction(reader, name);
  else if (OPERATORS.has(name)) readOperator(reader, OPERATORS.get(name) ?? '');
  else reader.runs.push(...readWord(reader, name));
}

/** What papers commonly mean by a command of one capital that LaTeX lacks; others are that letter. */
const OWN_LETTERS = table('R ℝ Z ℤ N ℕ Q ℚ C ℂ E 𝔼');

function readWord(reader: MathReader, name: string): Run[] {
  const letter = LETTERS.get(name);
  if (letter !== undefined) {
    if (/^[⌊⌈⟨⟦]$/.test(letter) || /^l[vV]ert$/.test(name)) skipBlank(reader);
    else if (/^[⌋⌉⟩⟧]$/.test(letter) || /^r[vV]ert$/.test(name)) dropBlank(reader);
    else if (/^[A-Za-z]/.test(name)) skipBlankBeforeLetter(reader);
    return [textRun(letter)];
  }
  const symbol = CONTROL_SYMBOLS.get(name) ?? (SPACES.has(name) ? ' ' : undefined);
  if (symbol !== undefined) return [textRun(symbol)];
  if (/^[A-Z]$/.test(name)) return [textRun(OWN_LETTERS.get(name) ?? name)];
  if (!/^[A-Za-z]{2,}$/.test(name)) throw new NotUnderstood(name);
  return unknown(reader, name);
}

/** A command of the authors' own: what it holds, else its name, which mostly says what it stands for. */
function unknown(reader: MathReader, name: string): Run[] {
  const [argument, another] = reader.nodes.slice(reader.at, reader.at + 2);
  if (argument?.type !== 'group') return [textRun(name)];
  if (another?.type === 'group') throw new NotUnderstood(name);
  reader.at += 1;
  return argument.content.length === 0 ? [textRun(name)] : reader.readGroup(argument);
}

function readArguments(reader: MathReader, name: string, count: number): Run[][] {
  const optional = count > 0 ? readBracket(reader) : null;
  const args = Array.from({ length: count }, () => readArgument(reader, false, isTextCommand(name)));
  return name === 'sqrt' && optional !== null ? [optional, ...args] : args;
}

/** `\bar x`, `\hat{x}_t`, `\overline{MS}`; over more than a few characters an accent says nothing. */
function withAccent(accent: string, runs: Run[]): Run[] {
  const [letter, ...rest] = joinRuns(tidy(runs));
  if (letter === undefined) return runs;
  if ('runs' in letter) {
    const stands = letter.kind === 'bold' || letter.kind === 'italic';
    return stands ? [marked(letter.kind, withAccent(accent, [...letter.runs])), ...rest] : runs;
  }
  const text = accented(accent, letter.text) ?? (rest.length === 0 ? accentedAll(accent, letter.text) : null);
  return text === null ? runs : [textRun(text), ...rest];
}

/** Without a group it holds for the letter behind it. */
function oldAlphabet(reader: MathReader, name: string): Run[] {
  return inLetters(OLD_ALPHABETS.get(name) ?? '', readArgument(reader));
}

function readNegated(reader: MathReader): void {
  const next = reader.nodes[reader.at];
  const operator = next?.type === 'macro' ? OPERATORS.get(next.content) : undefined;
  if (operator === undefined) {
    reader.runs.push(textRun(negated(flatText(readArgument(reader)))));
    return;
  }
  reader.at += 1;
  readOperator(reader, negated(operator));
}

function negated(text: string): string {
  return [...text].length === 1 ? `${text}\u0338`.normalize('NFC') : `¬${text}`;
}

/** `\left.` is a bracket that is not there. */
function skipDelimiterDot(reader: MathReader, name: string): void {
  if ((name === 'left' || name === 'right') && isString(reader.nodes[reader.at], '.')) reader.at += 1;
}

function readFunction(reader: MathReader, name: string): void {
  const before = flatText(reader.runs.slice(-1));
  const next = reader.nodes[reader.at];
  const touches = /[\p{L}\p{N})\]}]$/u.test(before);
  reader.runs.push(textRun(touches ? ` ${name}` : name));
  const opens = next?.type === 'string' && !/^[\p{L}\p{N}|]/u.test(next.content);
  const scripts = next?.type === 'macro' && next.escapeToken === '';
  const sizes = next?.type === 'macro' && SILENT.has(next.content);
  if (next !== undefined && next.type !== 'whitespace' && !opens && !scripts && !sizes) {
    reader.runs.push(textRun(' '));
  }
}

/** In `a \leq b` the second blank is there for the reader, in `a\leq b` for the parser. */
function readOperator(reader: MathReader, symbol: string): void {
  const spaced = reader.runs.length > 0 && flatText(reader.runs.slice(-1)).endsWith(' ');
  reader.runs.push(textRun(symbol));
  if (!spaced) skipBlankBeforeLetter(reader);
}

/** Within brackets blanks are there for the parser. */
function skipBlank(reader: MathReader): void {
  if (reader.nodes[reader.at]?.type === 'whitespace') reader.at += 1;
}

function dropBlank(reader: MathReader): void {
  const last = reader.runs.at(-1);
  if (last !== undefined && 'text' in last && last.text === ' ') reader.runs.pop();
}

function skipBlankBeforeLetter(reader: MathReader): void {
  const [blank, next] = reader.nodes.slice(reader.at, reader.at + 2);
  const isLetter =
    (next?.type === 'string' && /^[\p{L}\p{N}]/u.test(next.content)) ||
    (next?.type === 'macro' && LETTERS.has(next.content));
  if (blank?.type === 'whitespace' && isLetter) reader.at += 1;
}
