import { describe, expect, it } from 'vitest';
import { authorNames } from '../../src/paper-text/author-names.js';

const many = (count: number) => Array.from({ length: count }, (_, index) => `S. Ample ${index + 1}`);

describe('authorNames', () => {
  it.each<[readonly string[], string]>([
    [[], ''],
    [['A. Sample'], 'A. Sample'],
    [['A. Sample', "B. Specim\\'en"], 'A. Sample, B. Specimén'],
    [many(573), 'S. Ample 1, S. Ample 2 and 571 more'],
    [many(31), 'S. Ample 1, S. Ample 2 and 29 more'],
  ])('of %j', (authors, names) => {
    expect(authorNames(authors)).toBe(names);
  });

  it('names all of thirty', () => {
    expect(authorNames(many(30))).toMatch(/^S\. Ample 1, .*S\. Ample 30$/);
  });
});
