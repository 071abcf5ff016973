import { beforeAll, describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile } from './project-files.js';

/** `'layout.purpose' | t` of a template; the compiler holds the keys of the code. */
const SHOWN = /['"]([a-z0-9-]+\.[a-z0-9-]+)['"]\s*\|\s*t\b/g;
/** A key in the code, wherever it stands, and the beginning of one whose end is a kind. */
const NAMED = /'([a-z0-9-]+\.[a-z0-9-]+)'/g;
const BEGUN = /`([a-z0-9-]+\.[a-z0-9-]*)\$\{/g;

const keys = new Set<string>();
const shown = new Set<string>();
const named = new Set<string>();
const begun = new Set<string>();

beforeAll(() => {
  for (const file of projectFiles('texts/en', 'src', 'templates')) {
    const content = readProjectFile(file);
    const catalogue = /^texts\/en\/([a-z0-9-]+)\.json$/.exec(file);
    if (catalogue !== null) {
      for (const name of Object.keys(JSON.parse(content) as object)) keys.add(`${catalogue[1]}.${name}`);
    } else if (file.startsWith('templates/')) {
      for (const [, key = ''] of content.matchAll(SHOWN)) shown.add(key);
    } else {
      for (const [, key = ''] of content.matchAll(NAMED)) named.add(key);
      for (const [, start = ''] of content.matchAll(BEGUN)) begun.add(start);
    }
  }
});

describe('the texts', () => {
  it('hold every key that a template shows', () => {
    expect(shown.size).toBeGreaterThan(100);
    expect([...shown].filter((key) => !keys.has(key))).toEqual([]);
  });

  it('hold nothing that nobody says', () => {
    const isSaid = (key: string): boolean =>
      shown.has(key) || named.has(key) || [...begun].some((start) => key.startsWith(start));
    expect([...keys].filter((key) => !isSaid(key))).toEqual([]);
  });

  it('are all known to the compiler, which holds the keys of the code', () => {
    const imported = readProjectFile('src/i18n/text-keys.ts').matchAll(/import\('\.\.\/\.\.\/(.+)'\)/g);
    expect([...imported].map(([, path]) => path).sort()).toEqual(projectFiles('texts/en').sort());
  });
});
