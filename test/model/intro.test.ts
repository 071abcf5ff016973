import { describe, expect, it } from 'vitest';
import { charactersOf, introParagraphs, tidyIntro, wordsIn } from '../../src/model/intro.js';

/** Links of a line, in brackets. */
const marked = (line: string) =>
  introParagraphs(line)[0]?.[0]
    ?.pieces.map(({ text, url }) => (url === null ? text : `[${url}]`))
    .join('');

describe('an intro', () => {
  it('is kept as lines and paragraphs, without what no text may hold', () => {
    expect(tidyIntro('  One\r\ntwo \t three \n\n\n\n Next\u2028line\u0007\u202E\uFDD0\uD800 ')).toBe(
      'One\ntwo three\n\nNext\nline',
    );
    expect(tidyIntro(' \n\t\n ')).toBe('');
    expect(charactersOf('📰é')).toBe(2);
    expect(introParagraphs('')).toEqual([]);
    expect(introParagraphs('a\nb\n\nc').map((lines) => lines.map(({ text }) => text))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
  });

  it.each([
    ['See https://example.org/a.', 'See [https://example.org/a].'],
    ['(https://example.org/a_(b))', '([https://example.org/a_(b)])'],
    ['https://example.org/?a=1&b=2, then', '[https://example.org/?a=1&b=2], then'],
    ['“https://example.org”!', '“[https://example.org]”!'],
    ['http://example.org and www.example.org', 'http://example.org and www.example.org'],
    ['javascript:alert(1) https:// <b>', 'javascript:alert(1) https:// <b>'],
    ['https://a.example/x https://b.example', '[https://a.example/x] [https://b.example]'],
    ['https://[', 'https://['],
  ])('makes links of bare https addresses alone: %s', (line, expected) => {
    expect(marked(line)).toBe(expected);
  });

  it('is in the language of its reader, else in the default one, else in what there is', () => {
    expect(wordsIn({ en: 'a', de: 'b' }, 'de')).toBe('b');
    expect(wordsIn({ en: 'a' }, 'de')).toBe('a');
    expect(wordsIn({ de: 'b' }, 'en')).toBe('b');
    expect(wordsIn({}, 'en')).toBeNull();
  });
});
