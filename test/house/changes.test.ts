import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile, root } from './project-files.js';

const [, rest = ''] = readProjectFile('CONTRIBUTING.md').split('\n## Where to change what\n');
const [section = ''] = rest.split(/\n## /);
const changes = section
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    name: text.split('\n', 1)[0] ?? '',
    places: [...text.matchAll(/^- (.+)$/gm)].map(([, place = '']) => place),
  }));

const isPath = (code: string) => code.includes('/') || /^\.?[\w-]+\.(?:md|example|json)$/.test(code);
const codesOf = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Everything that stands in a file, or in the files of a folder. */
function textOf(path: string): string {
  return projectFiles(path.replace(/\/$/, '')).map(readProjectFile).join('\n');
}

it('CONTRIBUTING.md has the places of ten changes', () => {
  expect(changes).toHaveLength(10);
});

describe.each(changes)('$name', ({ places }) => {
  it('has places that exist', () => {
    const paths = places.flatMap(codesOf).filter(isPath);
    expect(paths.length).toBeGreaterThanOrEqual(4);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names what stands in them', () => {
    const missing = places.flatMap((place) => {
      const codes = codesOf(place);
      const texts = codes.filter(isPath).map(textOf).join('\n');
      return codes
        .filter(
          (code) =>
            !isPath(code) && !code.startsWith('npm ') && !texts.includes(code.split('.').at(-1) ?? code),
        )
        .map((code) => `${code}: ${place}`);
    });
    expect(missing).toEqual([]);
  });
});
