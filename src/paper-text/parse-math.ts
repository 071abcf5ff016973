import type { Node } from '@unified-latex/unified-latex-types';
import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';

/** A node of unified-latex's tree; arguments are not attached to their commands. */
export type MathNode = Node;

/** The parser takes quadratic time, and far more for what nests. */
const LONGEST = 400;
const DEEPEST = 12;
const MOST_DOLLARS = 6;

/** How many characters of one text may still be given to the parser. */
export interface ParsingBudget {
  left: number;
}

export function parsingBudget(): ParsingBudget {
  return { left: 4_000 };
}

/** Nodes with the source that their positions are of. */
export interface ParsedMath {
  readonly source: string;
  readonly nodes: readonly MathNode[];
}

/** A piece of mathematics; null where it is no sound LaTeX or would take too long. */
export function parseMath(given: string, budget: ParsingBudget): ParsedMath | null {
  if (given.length > LONGEST || given.length > budget.left || !isSound(given)) return null;
  budget.left -= given.length;
  // A bare per cent sign would begin a comment.
  const source = given.replace(/(?<!\\)%/g, '\\%');
  return parsePart(source);
}

/** A part of a piece that was found sound; null where the parser stumbles. */
export function parsePart(source: string): ParsedMath | null {
  try {
    return { source, nodes: LatexPegParser.parse(source, { startRule: 'math' }) as MathNode[] };
  } catch {
    return null;
  }
}

function isSound(source: string): boolean {
  let depth = 0;
  let dollars = 0;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (character === '$') dollars += 1;
    if (depth < 0 || depth > DEEPEST || dollars > MOST_DOLLARS) return false;
  }
  return depth === 0 && dollars % 2 === 0 && !/\\(?:begin|end|verb|lstinline|char)\b/.test(source);
}
