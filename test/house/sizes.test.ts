import { parseSync } from '@swc/core';
import { expect, it } from 'vitest';
import { projectFiles, readProjectFile } from './project-files.js';

const MOST_LINES = 60;
const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
]);

interface SyntaxNode {
  readonly type?: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly function?: SyntaxNode;
}

/** The functions of a file that are longer than a person reads at once, by the line on which they begin. */
function longFunctions(path: string): string[] {
  const source = readProjectFile(path);
  const bytes = Buffer.from(source);
  const module = parseSync(source, { syntax: 'typescript', target: 'es2023' });
  // Positions count on from file to file, and a module begins at its first token.
  const before = Buffer.byteLength(/^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/.exec(source)?.[0] ?? '');
  const offset = before - module.span.start;
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { type = '', span, function: inner } = node as SyntaxNode;
    const whole = inner?.span ?? span;
    if (FUNCTIONS.has(type) && whole !== undefined) {
      const lines = linesOf(bytes.subarray(whole.start + offset, whole.end + offset));
      const line = linesOf(bytes.subarray(0, whole.start + offset));
      if (lines > MOST_LINES) found.push(`${path}:${line} has ${lines} lines`);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(module.body);
  return found;
}

function linesOf(bytes: Buffer): number {
  return bytes.toString().split('\n').length;
}

it(`no function of the program has more than ${MOST_LINES} lines`, () => {
  const files = projectFiles('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(longFunctions)).toEqual([]);
});
