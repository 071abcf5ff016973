import type { MathNode } from './parse-math.js';
import type { Run } from './run.js';

/** Thrown, and caught where the reading began, at what could only be garbled. */
export class NotUnderstood extends Error {}

/** Mathematics under reading: what stands before `at` has become `runs`. */
export interface MathReader {
  readonly nodes: readonly MathNode[];
  at: number;
  readonly runs: Run[];
  /** Reads a node, with the arguments that it takes. */
  readNext(): void;
  /** What other nodes of the same source read as. */
  read(nodes: readonly MathNode[]): Run[];
  /** What a group holds, as mathematics or, as in `\text`, as prose. */
  readGroup(group: MathNode & { readonly type: 'group' }, isText?: boolean): Run[];
  /** Another reader at the same place. */
  fork(): MathReader;
}

function peek(reader: MathReader): MathNode | undefined {
  return reader.nodes[reader.at];
}

/** A group, a command with its own arguments, or one character; of a script, all digits of a number. */
export function readArgument(reader: MathReader, isScript = false, isText = false): Run[] {
  while (peek(reader)?.type === 'whitespace') reader.at += 1;
  const node = peek(reader);
  if (node === undefined) throw new NotUnderstood('an argument is missing');
  if (node.type === 'group') {
    reader.at += 1;
    return reader.readGroup(node, isText);
  }
  const inner = reader.fork();
  inner.readNext();
  while (isScript && isDigit(node) && isDigit(peek(inner))) inner.readNext();
  reader.at = inner.at;
  return inner.runs;
}

/** `[3]` before an argument, or null. */
export function readBracket(reader: MathReader): Run[] | null {
  if (isString(peek(reader), '*')) reader.at += 1;
  if (!isString(peek(reader), '[')) return null;
  const close = reader.nodes.findIndex((node, index) => index > reader.at && isString(node, ']'));
  if (close < 0) return null;
  const inner = reader.nodes.slice(reader.at + 1, close);
  reader.at = close + 1;
  return reader.read(inner);
}

export function isString(node: MathNode | undefined, content: string): boolean {
  return node?.type === 'string' && node.content === content;
}

function isDigit(node: MathNode | undefined): boolean {
  return node?.type === 'string' && /^\d$/.test(node.content);
}
