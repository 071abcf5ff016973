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
    places: [...text.matchAll(/^(?:- |\| )(.+)$/gm)].map(([, place = '']) => place),
  }));

const isPath = (code: string) => code.includes('/') || /^\.?[\w.-]+\.(?:md|example|json|toml)$/.test(code);
const codesOf = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Everything that stands in a file, or in the files of a folder. */
function textOf(path: string): string {
  return projectFiles(path.replace(/\/$/, '')).map(readProjectFile).join('\n');
}

/**
 * The names of a place, each with the paths in which it stands: those right before it, several where nothing but a comma
 * or `and` is between them.
 */
function namesOf(place: string): { readonly name: string; readonly paths: readonly string[] }[] {
  const names: { name: string; paths: readonly string[] }[] = [];
  let paths: string[] = [];
  for (const [, between = '', code = ''] of place.matchAll(/([^`]*)`([^`]+)`/g)) {
    if (isPath(code)) paths = /^(?:, | and )$/.test(between) ? [...paths, code] : [code];
    else if (!code.startsWith('npm ')) names.push({ name: code, paths });
  }
  return names;
}

it('CONTRIBUTING.md has the places of eleven changes', () => {
  expect(changes).toHaveLength(11);
});

describe.each(changes)('$name', ({ places }) => {
  it('has places that exist', () => {
    const paths = places.flatMap(codesOf).filter(isPath);
    expect(paths.length).toBeGreaterThanOrEqual(4);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names what stands in them', () => {
    const missing = places.flatMap((place) =>
      namesOf(place)
        .filter(({ name, paths }) => paths.length === 0 || paths.some((path) => !textOf(path).includes(name)))
        .map(({ name, paths }) => `${name} in ${paths.join(', ')}`),
    );
    expect(missing).toEqual([]);
  });
});
