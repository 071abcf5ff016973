import { beforeAll, describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile } from './project-files.js';

/** `say('a.b')`, `'a.b' | t`, and `words: 'a.b'` in a table of keys. */
const SAID =
  /(?:\bt\(\s*|\b(?:line|words|also|(?:huggingface|file|arxiv)(?=: 'day\.)): )'([a-z0-9-]+\.[a-z0-9-]+)'|['"]([a-z0-9-]+\.[a-z0-9-]+)['"]\s*\|\s*t\b/g;
/** A key whose end is a value: `say(`weekday.${day}`)`, or appended in a template. */
const BEGUN = /\bt\(\s*`([a-z0-9-]+\.[a-z0-9-]*)\$\{|['"]([a-z0-9-]+\.[a-z0-9-]*)['"]\s*\|\s*append:/g;

const keys = new Set<string>();
const said = new Set<string>();
const begun = new Set<string>();

beforeAll(() => {
  for (const file of projectFiles()) {
    const catalogue = /^texts\/en\/([a-z0-9-]+)\.json$/.exec(file);
    if (catalogue !== null) {
      const names = Object.keys(JSON.parse(readProjectFile(file)) as object);
      for (const name of names) keys.add(`${catalogue[1]}.${name}`);
    }
    if (!/^(?:src|templates)\//.test(file)) continue;
    const content = readProjectFile(file);
    for (const [, code, template] of content.matchAll(SAID)) said.add(code ?? template ?? '');
    for (const [, code, template] of content.matchAll(BEGUN)) begun.add(code ?? template ?? '');
  }
});

describe('the texts', () => {
  it('hold every key that is said', () => {
    expect(keys.size).toBeGreaterThan(0);
    expect([...said].filter((key) => !keys.has(key))).toEqual([]);
    expect([...begun].filter((start) => ![...keys].some((key) => key.startsWith(start)))).toEqual([]);
  });

  it('hold nothing that nobody says', () => {
    const isSaid = (key: string): boolean =>
      said.has(key) || [...begun].some((start) => key.startsWith(start));
    expect([...keys].filter((key) => !isSaid(key))).toEqual([]);
  });
});
