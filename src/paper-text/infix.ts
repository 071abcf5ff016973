import { commandOf } from './commands.js';
import type { MathNode } from './parse-math.js';
import { type Run, textRun, tidy } from './run.js';

/** TeX's own commands that stand between what they set, with the command that takes both. */
const INFIX: ReadonlyMap<string, string> = new Map([
  ['over', 'frac'],
  ['choose', 'binom'],
  ['atop', ''],
]);

/** In prose an operand is a word, a number or a group. */
const IN_PROSE =
  /([\p{L}\p{N}]{1,12}|\{[^{}]{1,60}\})\s*\\(over|choose)(?![A-Za-z])\s*([\p{L}\p{N}]{1,12}|\{[^{}]{1,60}\})/gu;

/** Where a command stands between the rest of its group; -1 where none does. */
export function infixAt(nodes: readonly MathNode[]): number {
  return nodes.findIndex(
    (node) => node.type === 'macro' && node.escapeToken !== '' && INFIX.has(node.content),
  );
}

/** What it makes of what stands before and behind it. */
export function readInfix(name: string, above: Run[], below: Run[]): Run[] {
  const command = commandOf(INFIX.get(name) ?? '');
  return command === undefined
    ? [...tidy(above), textRun(', '), ...tidy(below)]
    : command.build([tidy(above), tidy(below)]);
}

const IN_GROUP = /\{([^{}]{1,200}?)\\(over|choose)(?![A-Za-z])([^{}]{1,200})\}/g;

/** `n\choose k`, where the dollars around it were taken away; mathematics is left to its own reading. */
export function withoutInfix(source: string): string {
  if (!source.includes('\\over') && !source.includes('\\choose')) return source;
  return source
    .split(/(\$[^$]*\$)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(IN_GROUP, withCommand).replace(IN_PROSE, withCommand),
    )
    .join('');
}

function withCommand(_: string, above: string, name: string, below: string): string {
  return `\\${INFIX.get(name)}{${bare(above.trim())}}{${bare(below.trim())}}`;
}

function bare(operand: string): string {
  return operand.startsWith('{') ? operand.slice(1, -1) : operand;
}
