import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { webhookPaths } from '../../src/feedback/webhooks/open-webhooks.js';
import { languages } from '../../src/model/language.js';
import { sourceKinds } from '../../src/model/source-kind.js';
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

const allFiles = projectFiles();
const texts = new Map<string, string>();

/** Everything that stands in a file, or in the files of a folder. */
function textOf(path: string): string {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const files = path.endsWith('/') ? allFiles.filter((file) => file.startsWith(path)) : [path];
  const text = files.map(readProjectFile).join('\n');
  texts.set(path, text);
  return text;
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

it('CONTRIBUTING.md has the places of twelve changes', () => {
  expect(changes).toHaveLength(12);
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

const word = (name: string) => new RegExp(`\\b${name}\\b`);

/** What a file has that goes through all of a kind, and the files that are asked. */
const throughAll: readonly {
  readonly change: string;
  readonly has: readonly RegExp[];
  readonly files: readonly string[];
}[] = [
  {
    change: 'Add a source of papers',
    // A file is anything.
    has: sourceKinds.filter((kind) => kind !== 'file').map(word),
    files: projectFiles(
      'src',
      'templates',
      'texts',
      'docs',
      'README.md',
      '.env.example',
      'broadsheet.example.toml',
    ),
  },
  {
    change: 'Add a webhook provider',
    // Only addresses say generic.
    has: webhookPaths.filter((path) => path !== 'generic').map((path) => new RegExp(path, 'i')),
    files: projectFiles(
      'src',
      'bench',
      'test',
      'docs',
      'README.md',
      '.env.example',
      'broadsheet.example.toml',
    ),
  },
  {
    change: 'Add a language',
    has: languages.map((language) => new RegExp(`\\b${language}: |'${language}'`)),
    files: projectFiles('src'),
  },
];

/** What says what was, and is not changed with what is. */
const settled = /^docs\/decisions\/|\/schema-before-/;

it.each(throughAll)(
  '$change: each file that goes through all of them is in the list',
  ({ change, has, files }) => {
    const paths = changes
      .filter(({ name }) => name === change)
      .flatMap(({ places }) => places.flatMap(codesOf).filter(isPath));
    const concerned = files.filter(
      (file) => !settled.test(file) && has.every((pattern) => pattern.test(readProjectFile(file))),
    );
    expect(concerned.length).toBeGreaterThan(3);
    const isListed = (file: string) =>
      paths.some((path) => path === file || (path.endsWith('/') && file.startsWith(path)));
    expect(concerned.filter((file) => !isListed(file))).toEqual([]);
  },
);

it('Add a command: each group of them is in the list', () => {
  const groups = [
    ...readProjectFile('src/cli/program.ts').matchAll(/^ {2}(describe\w+)\(program, run\);$/gm),
  ];
  const named = changes
    .filter(({ name }) => name === 'Add a command')
    .flatMap(({ places }) => places.flatMap(codesOf));
  expect(groups.length).toBeGreaterThan(5);
  expect(groups.map(([, group = '']) => group).filter((group) => !named.includes(group))).toEqual([]);
});
