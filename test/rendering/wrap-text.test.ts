import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapText } from '../../src/rendering/wrap-text.js';

it('keeps every word, in order, on lines of at most 72 characters', () => {
  const word = fc.stringMatching(/^[a-zé漢]{1,60}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('', '1.  ', '    '),
      (words, prefix) => {
        const wrapped = wrapText(words.join(' '), prefix);
        expect(wrapped.startsWith(prefix)).toBe(true);
        expect(wrapped.slice(prefix.length).split(/\s+/)).toEqual(words);
        for (const line of wrapped.split('\n')) {
          expect(line.length).toBeLessThanOrEqual(72);
          expect(line).not.toMatch(/ $/);
        }
      },
    ),
  );
});

it('indents the lines after the first as far as the prefix', () => {
  const wrapped = wrapText(`${'word '.repeat(14)}end`, '12. ');
  expect(wrapped).toBe(`12. ${'word '.repeat(13).trimEnd()}\n    word end`);
});

it('leaves an address whole, however long it is', () => {
  const url = `https://example.org/${'a'.repeat(100)}`;
  expect(wrapText(`see ${url} there`)).toBe(`see\n${url}\nthere`);
});
