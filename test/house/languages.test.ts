import { describe, expect, it } from 'vitest';
import { languages } from '../../src/model/language.js';
import { projectFiles, readProjectFile } from './project-files.js';

/** The places of a language that the compiler does not see; those that it sees are tables by type. */
describe('the languages', () => {
  it('each have a folder of texts, and no other has one', () => {
    const folders = projectFiles('texts').map((path) => path.split('/')[1]);
    expect([...new Set(folders)].sort()).toEqual([...languages].sort());
  });

  it('are all that each column language of the database takes', () => {
    const checks = [
      ...readProjectFile('docs/schema.sql').matchAll(
        /CONSTRAINT (\w+) CHECK \(\(language = ANY \(ARRAY\[(.*?)\]\)\)\)/g,
      ),
    ];
    const taken = checks.map(([, check, list = '']) => [check, list.match(/(?<=')[a-z-]+(?='::)/g)]);
    expect(taken.length).toBeGreaterThanOrEqual(3);
    expect(taken).toEqual(taken.map(([check]) => [check, languages]));
  });
});
