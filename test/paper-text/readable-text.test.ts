import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimalHtml } from '../../src/paper-text/minimal-html.js';
import { plainText } from '../../src/paper-text/plain-text.js';
import { readText } from '../../src/paper-text/readable-text.js';
import { anyCharacter } from '../support/any-character.js';
import { type Case, cases, untouched } from './cases.js';

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}

/** What is left of HTML when the five elements, properly nested, are taken out. */
function withoutElements(html: string): string {
  let rest = html;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/<(em|strong|sub|sup|code)>([^<]*)<\/\1>/g, '$2');
  }
  return rest;
}

/** Pieces of which papers are made, and of which a hostile text would be. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '\\',
      '$',
      '^',
      '_',
      '{',
      '}',
      '*',
      '**',
      '`',
      '``',
      "''",
      '~',
      '--',
      '<',
      '>',
      '&',
      '"',
      '[',
      ']',
      '(',
    ],
    ...[
      '\\textit{',
      '\\frac{',
      '\\frac',
      '\\sqrt[',
      '\\alpha',
      '\\left',
      '\\"',
      '\\%',
      '\\text{',
      '\\begin{a}',
    ],
    ...[
      '<i>',
      '</i>',
      '<b>',
      '<script>',
      'https://example.org/',
      '&lt;',
      '&amp;',
      'times',
      'mathcal{',
      'sim2',
    ],
    ...[' ', ' ', ' ', '\n', 'a', 'x', 'n', '1', '2', 'word', 'Word', 'π', '字', '.', ',', '‘', '²', 'ₜ'],
  ),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: anyCharacter, maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

describe('a text of a source', () => {
  it.each(untouched)('stays as it reads: %j', (source) => {
    const read = readText(source);
    expect(plainText(read)).toBe(source);
    expect(minimalHtml(read)).toBe(escaped(source));
  });

  it.each<Case>([...cases])('%j reads %j', (source, plain, html) => {
    const read = readText(source);
    expect(plainText(read)).toBe(plain);
    expect(minimalHtml(read)).toBe(html ?? escaped(plain));
  });

  it('never throws, is one line, and reads the same when its plain form is read again', () => {
    fc.assert(
      fc.property(text, (source) => {
        const plain = plainText(readText(source));
        expect(plain).not.toMatch(/[\n\r\p{Cc}\p{Cs}\u2028\uFDD0-\uFDEF]/u);
        expect(plainText(readText(plain))).toBe(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never yields markup that is not escaped', () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(withoutElements(minimalHtml(readText(source)))).not.toMatch(
          /[<>"']|&(?!(?:amp|lt|gt|#34|#39);)/,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '{',
    '\\textit{',
    '$',
    '$x$',
    '\\frac{',
    '**',
    '`',
    '\\(',
    '<i>',
    '^{',
    '$a^',
    '&amp;',
    '[a](',
    "``a''",
  ])('comes through 100 KB of %j', (unit) => {
    for (const length of [40_000, 100_000]) {
      const source = unit.repeat(length / unit.length);
      expect(plainText(readText(source))).not.toBe('');
    }
  });

  it('is nothing where there is nothing', () => {
    expect(readText('')).toEqual([]);
    expect(readText(' \n \u2028 ')).toEqual([]);
  });
});
