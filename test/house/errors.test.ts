import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/errors.js';
import { projectFiles, readProjectFile } from './project-files.js';

const sources = projectFiles('src')
  .filter((path) => path !== 'src/errors.ts')
  .map(readProjectFile)
  .join('\n');
const operating = readProjectFile('docs/operating.md');

describe.each(Object.entries(errorCodes))('%s', (code, meaning) => {
  it('is raised or answered somewhere', () => {
    expect(sources).toContain(`'${code}'`);
  });

  it('has a meaning of one line', () => {
    expect(meaning).toMatch(/^[A-Z0-9][^\n]{10,118}\.$/);
  });

  it('has its row in docs/operating.md, with what to do', () => {
    expect(operating).toMatch(new RegExp(`^\\| \`${code}\` \\| .{10,} \\|$`, 'm'));
  });
});
