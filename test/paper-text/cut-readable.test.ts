import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutReadable } from '../../src/paper-text/cut-readable.js';
import { minimalHtml } from '../../src/paper-text/minimal-html.js';
import { readText } from '../../src/paper-text/readable-text.js';
import { flatText } from '../../src/paper-text/run.js';

describe('cutReadable', () => {
  it.each([
    ['so *very much* so', 7, 'so <em>very</em>…'],
    ['so *very much* so', 3, 'so …'],
    ['**a *b c* d**', 3, '<strong>a <em>b</em></strong>…'],
    ['x^{10} more', 2, 'x<sup>1</sup>…'],
    ['`code`', 0, '…'],
  ])('%j after %i characters', (source, length, html) => {
    expect(minimalHtml(cutReadable(readText(source), length, '…'))).toBe(html);
  });

  it('leaves exactly the first characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(80), (source, length) => {
        const read = readText(`**${source}** and *so* on`);
        expect(flatText(cutReadable(read, length))).toBe(flatText(read).slice(0, length));
      }),
    );
  });
});
