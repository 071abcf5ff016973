import { mathRuns } from './math-runs.js';
import { type ParsingBudget, parseMath } from './parse-math.js';
import { type Run, textRun } from './run.js';

/** Text under reading, with what the rules ask about it. */
export interface Prose {
  readonly source: string;
  /** For each opening brace the index of the one that closes it, else -1. */
  readonly closing: Int32Array;
  /** Quotation marks that were opened as `` and not closed yet. */
  openQuotes: number;
  /** Reads a part of the text that a mark encloses. */
  read(part: string): Run[];
  /** Reads a part as mathematics; null where it is not understood. */
  readMath(part: string): Run[] | null;
}

/** What a rule read: runs, and the index behind what they stand for. */
export interface Found {
  readonly runs: readonly Run[];
  readonly end: number;
  /** Whether a blank before it goes with it, as before a citation that is left out. */
  readonly closesUp?: boolean;
}

/** Reads what begins at an index, or leaves it as it stands. */
export type Rule = (prose: Prose, at: number) => Found | null;

export function found(end: number, ...runs: readonly Run[]): Found {
  return { runs, end };
}

export function foundText(end: number, text: string): Found {
  return { runs: [textRun(text)], end };
}

/** Marks in marks beyond these are left as they stand. */
const DEEPEST = 4;

/** Mathematics that reads as it is written. */
const PLAIN_MATH = /^[\p{L}\p{N} .,:;!()[\]|/+=<>*-]*$/u;

/** Prose whose parts are read by `scan`. */
export function createProse(
  source: string,
  depth: number,
  budget: ParsingBudget,
  scan: (prose: Prose) => Run[],
): Prose {
  return {
    source,
    closing: matchBraces(source),
    openQuotes: 0,
    read: (part) => (depth === DEEPEST ? [textRun(part)] : scan(createProse(part, depth + 1, budget, scan))),
    readMath: (part) => {
      if (PLAIN_MATH.test(part)) return [textRun(part)];
      const math = parseMath(part, budget);
      return math === null ? null : mathRuns(math);
    },
  };
}

function matchBraces(source: string): Int32Array {
  const closing = new Int32Array(source.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (character === '{') open.push(at);
    else if (character === '}') {
      const start = open.pop();
      if (start !== undefined) closing[start] = at;
    }
  }
  return closing;
}

/** The content of the braces that open at an index, where they close within `longest` characters. */
export function braced({ source, closing }: Prose, at: number, longest: number): string | null {
  const close = source[at] === '{' ? (closing[at] ?? -1) : -1;
  return close < 0 || close - at - 1 > longest ? null : source.slice(at + 1, close);
}

/** Matches a sticky pattern at an index. */
export function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** The character before an index, empty at the beginning of the text. */
export function before(source: string, at: number): string {
  return at === 0 ? '' : (source[at - 1] ?? '');
}
