import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, cleanUrl } from '../../src/sources/clean-text.js';

describe('cleanLine', () => {
  test.each([
    ['white space is folded', '  a\n  b\t\tc\u00a0d ', 'a b c d'],
    ['control characters go', 'a\u0000b\u0007c\u009f', 'abc'],
    ['a control between spaces leaves one space', 'a \u0000 b', 'a b'],
    ['a lone surrogate goes', 'a\ud83dz', 'az'],
    ['a pair stays', 'a😀z', 'a😀z'],
    ['marks of direction go', 'abc\u202edef\u2069', 'abcdef'],
    ['separators of lines are white space', 'a\u2028b\u0085c', 'a b c'],
    ['unseen marks go', '\ufeffa\u200bb\u00adc', 'abc'],
    ['joiners that scripts need stay', 'क्\u200dष', 'क्\u200dष'],
    ['what stands for nothing is empty', ' \n\u0000 ', ''],
  ])('%s', (_, text, expected) => {
    expect(cleanLine(text, 100)).toBe(expected);
  });

  test('long text is cut with an ellipsis, never inside a character', () => {
    expect(cleanLine('abcdef', 6)).toBe('abcdef');
    expect(cleanLine('abcdefg', 6)).toBe('abcde…');
    expect(cleanLine('abcd😀😀', 6)).toBe('abcd…');
  });
});

describe('cleanText', () => {
  test.each([
    ['lines stay', 'one\ntwo', 'one\ntwo'],
    ['lines of other systems', 'one\r\ntwo\rthree', 'one\ntwo\nthree'],
    ['one empty line at most', 'one\n\n \n\ntwo', 'one\n\ntwo'],
    ['white space within a line is folded', 'one  \t two \n  three', 'one two\nthree'],
    ['control characters go', 'a\u0000b\nc\u001bd', 'ab\ncd'],
  ])('%s', (_, text, expected) => {
    expect(cleanText(text, 100)).toBe(expected);
  });
});

describe('properties', () => {
  const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const oddUnit = fc.constantFrom(
    ' ',
    '\n',
    '\r',
    '\t',
    '\u0000',
    '\u0085',
    '\u2028',
    '\u200b',
    '\u202e',
    'a',
    '\ud83d',
    '\ude00',
  );
  const anyText = fc.string({ unit: fc.oneof(anyUnit, oddUnit) });

  test('any text becomes storable, bounded, and stays as it is when cleaned again', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, max) => {
        for (const clean of [cleanLine, cleanText]) {
          const once = clean(text, max);
          expect(once.length).toBeLessThanOrEqual(max);
          expect(once).not.toMatch(/\p{Cs}/u);
          expect(once.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
          expect(clean(once, max)).toBe(once);
        }
        expect(cleanLine(text, max)).not.toContain('\n');
      }),
      { numRuns: 500 },
    );
  });
});

describe('cleanUrl', () => {
  const base = 'https://huggingface.co';
  test.each([
    ['https://github.com/a/b', 'https://github.com/a/b'],
    [' http://example.org/x ', 'http://example.org/x'],
    ['HTTPS://Example.org', 'https://example.org/'],
    ['/spaces/a/b', 'https://huggingface.co/spaces/a/b'],
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['//evil.example/x', null],
    ['/\\evil.example/x', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['ftp://example.org/x', null],
    ['www.example.org', null],
    ['https://user:password@example.org', null],
    ['https://example.org@evil.example', null],
    ['https://', null],
    ['https://exa mple.org', null],
    ['https://example.org/a\nb', null],
    ['', null],
    [`https://example.org/${'x'.repeat(2_000)}`, null],
    [`https://example.org/${'é'.repeat(500)}`, null],
  ])('%s', (text, expected) => {
    expect(cleanUrl(text, base)).toBe(expected);
  });
});
