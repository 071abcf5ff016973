import { describe, expect, it } from 'vitest';
import { minimalHtml } from '../../src/paper-text/minimal-html.js';
import { plainText } from '../../src/paper-text/plain-text.js';
import { readText } from '../../src/paper-text/readable-text.js';
import { recordedTexts } from './recorded-texts.js';

const LATEX = /\\[A-Za-z%&$#_{"'`^~]|\$[^$]+\$|[\^_]\{|\^|``|~\w/;
const RESIDUE = /\\[A-Za-z]+|\$[^$\d\s][^$]*\$|[\^_]\{/;

const { titles, abstracts } = recordedTexts();

function count(texts: readonly string[]): { latex: number; residue: string[]; changed: number } {
  const read = texts.map((text) => ({ text, plain: plainText(readText(text)) }));
  const residue = read.flatMap(({ plain }) => RESIDUE.exec(plain)?.[0] ?? []);
  const changed = read.filter(({ text, plain }) => plain !== text.replace(/\s+/g, ' ').trim()).length;
  return { latex: texts.filter((text) => LATEX.test(text)).length, residue, changed };
}

describe.skipIf(titles.length === 0)('recorded titles and abstracts', () => {
  it.each([
    ['titles', titles, 0.005],
    ['abstracts', abstracts, 0.02],
  ])('leave next to nothing unread in %s', (name, texts, bound) => {
    const { latex, residue, changed } = count(texts);
    console.info(
      `${name}: ${texts.length}, changed ${changed}, with LaTeX ${latex}, residue ${residue.length}`,
      residue,
    );
    expect(texts.length).toBeGreaterThan(1_000);
    expect(residue.length).toBeLessThanOrEqual(bound * latex);
  });

  it('read the same again, and yield no other markup than the five elements', () => {
    for (const text of [...titles, ...abstracts]) {
      const read = readText(text);
      const plain = plainText(read);
      expect(plainText(readText(plain))).toBe(plain);
      expect(minimalHtml(read).replace(/<\/?(?:em|strong|sub|sup|code)>/g, '')).not.toMatch(/[<>]/);
    }
  });
});
