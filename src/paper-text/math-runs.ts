import { inLetters, OLD_ALPHABETS } from './alphabets.js';
import { DECLARATIONS } from './commands.js';
import { infixAt, readInfix } from './infix.js';
import { readCommand } from './math-commands.js';
import { type MathReader, NotUnderstood, readArgument } from './math-reader.js';
import { type MathNode, type ParsedMath, parsePart } from './parse-math.js';
import { flatText, joinRuns, marked, type Run, scriptRun, textRun, tidy } from './run.js';
import { FUNCTIONS, LETTERS, STRIPPED } from './symbols.js';

/** What a piece of mathematics reads as; null where a part of it is not understood. */
export function mathRuns(math: ParsedMath): Run[] | null {
  try {
    return joinRuns(readAll(math));
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

function readAll({ source, nodes }: ParsedMath): Run[] {
  const infix = infixAt(nodes);
  const between = nodes[infix];
  if (between?.type === 'macro') {
    const above = readAll({ source, nodes: nodes.slice(0, infix) });
    return readInfix(between.content, above, readAll({ source, nodes: nodes.slice(infix + 1) }));
  }
  const reader = createReader(source, nodes, 0);
  while (reader.at < nodes.length) {
    if (lostBlank(nodes[reader.at - 1], nodes[reader.at])) reader.runs.push(textRun(' '));
    reader.readNext();
  }
  return reader.runs;
}

/** The parser drops the blank behind a group in mathematics. */
function lostBlank(node: MathNode | undefined, next: MathNode | undefined): boolean {
  if (node === undefined || node.type === 'whitespace' || next?.type === 'whitespace') return false;
  return (node.position?.end.offset ?? 0) < (next?.position?.start.offset ?? 0);
}

function createReader(source: string, nodes: readonly MathNode[], at: number): MathReader {
  const reader: MathReader = {
    nodes,
    at,
    runs: [],
    readNext: () => readNode(reader),
    read: (inner) => readAll({ source, nodes: inner }),
    readGroup: (group, isText = false) => readGroup(source, group, isText),
    fork: () => createReader(source, nodes, reader.at),
  };
  return reader;
}

function readNode(reader: MathReader): void {
  const node = reader.nodes[reader.at];
  reader.at += 1;
  if (node === undefined) return;
  switch (node.type) {
    case 'string':
      reader.runs.push(textRun(stringOf(node.content) + lowSurrogate(reader, node.content)));
      return;
    case 'whitespace':
    case 'parbreak':
      reader.runs.push(textRun(' '));
      return;
    case 'group':
      reader.runs.push(...reader.readGroup(node));
      return;
    case 'inlinemath':
    case 'displaymath':
      reader.runs.push(...reader.read(node.content));
      return;
    case 'macro':
      if (node.escapeToken === '') readScript(reader, node.content);
      else readCommand(reader, node.content);
      return;
    default:
      throw new NotUnderstood(node.type);
  }
}

function stringOf(content: string): string {
  if (content === "'") return '′';
  return content === '~' ? ' ' : content;
}

/** The parser cuts characters beyond the basic plane in two. */
function lowSurrogate(reader: MathReader, content: string): string {
  const next = reader.nodes[reader.at];
  if (!/[\uD800-\uDBFF]$/.test(content) || next?.type !== 'string') return '';
  reader.at += 1;
  return next.content;
}

/** The parser takes what is in braces for prose, so that mathematics there is parsed once more. */
function readGroup(source: string, group: MathNode & { readonly type: 'group' }, isText: boolean): Run[] {
  const from = group.position?.start.offset ?? 0;
  const part = source.slice(from + 1, (group.position?.end.offset ?? from + 2) - 1);
  const symbol = STRIPPED.get(part);
  if (symbol !== undefined) return [textRun(symbol)];
  const { content } = group;
  const [opening] = content;
  const kind = opening?.type === 'macro' ? DECLARATIONS.get(opening.content) : undefined;
  const math = isText ? { source, nodes: content } : parsePart(part);
  if (math === null) throw new NotUnderstood(part);
  const alphabet = opening?.type === 'macro' ? OLD_ALPHABETS.get(opening.content) : undefined;
  if (alphabet !== undefined) return inLetters(alphabet, readAll({ ...math, nodes: math.nodes.slice(1) }));
  if (kind === undefined) return readAll(math);
  return [marked(kind, tidy(readAll({ ...math, nodes: math.nodes.slice(1) })))];
}

function readScript(reader: MathReader, sign: string): void {
  if (sign !== '_' && sign !== '^') {
    reader.runs.push(textRun(stringOf(sign)));
    return;
  }
  const base = reader.runs.findLast((run) => !('runs' in run));
  reader.runs.push(scriptRun(sign, tidy(readArgument(reader, true))));
  if (base !== undefined && FUNCTIONS.has(flatText([base]).trim()) && beginsWord(reader.nodes[reader.at])) {
    reader.runs.push(textRun(' '));
  }
}

/** Whether what stands behind `\min_\theta` needs a blank before it. */
function beginsWord(node: MathNode | undefined): boolean {
  if (node?.type === 'string') return /^[\p{L}\p{N}]/u.test(node.content);
  return node?.type === 'macro' && node.escapeToken !== '' && LETTERS.has(node.content);
}
