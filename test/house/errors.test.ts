import { describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../src/cli/exit-codes.js';
import { type ErrorCode, errorCodes } from '../../src/errors.js';
import { projectFiles, readProjectFile } from './project-files.js';

const sources = projectFiles('src')
  .filter((path) => path !== 'src/errors.ts')
  .map(readProjectFile)
  .join('\n');
const reference = readProjectFile('docs/reference.md');
const errorsSection = reference.split('\n## Errors\n')[1]?.split('\n## ')[0] ?? '';

describe.each(Object.entries(errorCodes))('%s', (code, meaning) => {
  it('is raised or answered somewhere', () => {
    expect(sources.includes(`'${code}'`)).toBe(true);
  });

  it('has a meaning of one line', () => {
    expect(meaning).toMatch(/^[A-Z0-9][^\n]{10,118}\.$/);
  });

  it('has its row in docs/reference.md, with what to do', () => {
    expect(new RegExp(`^\\| \`${code}\` \\| .{10,} \\|$`, 'm').test(reference)).toBe(true);
  });
});

it('docs/reference.md has each exit code', () => {
  const codes = new Set((Object.keys(errorCodes) as ErrorCode[]).map(exitCodeFor));
  for (const code of codes) expect(reference).toMatch(new RegExp(`^\\| ${code} \\| .+ \\|$`, 'm'));
});

it.each<[number, readonly ErrorCode[]]>([
  [69, ['QUEUE_UNREACHABLE', 'EMBEDDED_DATABASE_FAILED', 'SNS_UNREACHABLE', 'SOURCE_ANSWER_INVALID']],
  [75, ['LIST_NOT_OPEN', 'OVERLOADED', 'RATE_LIMITED']],
  [1, ['INTERNAL', 'MIGRATION_FAILED']],
])('a script is told %i by %j', (exitCode, codes) => {
  expect(codes.map(exitCodeFor)).toEqual(codes.map(() => exitCode));
});

it('docs/reference.md has no row for a code that is gone', () => {
  const rows = [...errorsSection.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(rows.sort()).toEqual(Object.keys(errorCodes).sort());
});
