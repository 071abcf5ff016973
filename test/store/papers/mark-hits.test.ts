import { describe, expect, it } from 'vitest';
import { HIT_CLOSE, HIT_OPEN, snippetOf } from '../../../src/store/papers/mark-hits.js';

const words = Array.from({ length: 80 }, (_, index) => `w${index}`);
const marked = (...hits: number[]) =>
  words.map((word, index) => (hits.includes(index) ? `${HIT_OPEN}${word}${HIT_CLOSE}` : word)).join(' ');
const shown = (...hits: number[]) =>
  snippetOf(words.join(' '), marked(...hits))
    .replaceAll(HIT_OPEN, '[')
    .replaceAll(HIT_CLOSE, ']');

describe('the snippet of a text', () => {
  it('says where it leaves something out', () => {
    expect(shown(40)).toMatch(/^… w34 .*\[w40\].* w59 …$/);
    expect(shown(2)).toMatch(/^w0 .*\[w2\].* w25 …$/);
    expect(shown(75)).toMatch(/^… w69 .*\[w75\].* w79$/);
    expect(shown(10, 60)).toMatch(/^… w4 .* w29 … w54 .*\[w60\].* w79$/);
  });

  it('is the beginning where nothing matches, and all of a short text', () => {
    expect(shown()).toMatch(/^w0 .* w25 …$/);
    expect(snippetOf('A short, invented text.', null)).toBe('A short, invented text.');
    expect(snippetOf('', null)).toBe('');
  });
});
