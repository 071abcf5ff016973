import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import {
  encodeBesideOwnLine,
  encodeOwnLine,
  encodeQuotedPrintable,
} from '../../src/rendering/quoted-printable.js';

/** Read back by a parser that is not ours, as the only part of a message. */
async function decode(encoded: Buffer): Promise<string> {
  const header =
    'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
  const { html } = await PostalMime.parse(Buffer.concat([Buffer.from(header), encoded]));
  return html ?? '';
}

const risky = fc.constantFrom(
  '.',
  '..',
  'From ',
  'F',
  '=',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n.',
  '\nFrom ',
  'é',
  '漢',
  '𝔘',
  'a',
);
const text = fc
  .array(fc.oneof(risky, fc.string({ unit: 'grapheme', maxLength: 90 })), { maxLength: 40 })
  .map((parts) => parts.join(''))
  .map((joined) => joined.replace(/[\r\0]/g, ''));

describe('quoted-printable', () => {
  it('decodes to what was encoded', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await decode(encodeQuotedPrintable(`${value}\n`))).toBe(`${value}\n`);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps to what the standard and the transport ask of a line', () => {
    fc.assert(
      fc.property(text, (value) => {
        for (const line of encodeQuotedPrintable(value).toString('latin1').split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).toMatch(/^(?!\.|From )(?:[ -<>-~]|=[0-9A-F]{2})*=?$/);
          expect(line).not.toMatch(/\s$| {2}/);
        }
      }),
    );
  });

  it('joins pieces that were encoded without knowing each other', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, async (before, own, after) => {
        const value = own.replace(/\n/g, '');
        const encoded = [
          encodeBesideOwnLine(before),
          Buffer.from(encodeOwnLine(value), 'latin1'),
          encodeBesideOwnLine(`${after}\n`),
        ];
        expect(await decode(Buffer.concat(encoded))).toBe(`${before}${value}${after}\n`);
      }),
      { numRuns: 300 },
    );
  });

  it('never splits a character over two lines', () => {
    const lines = encodeQuotedPrintable('漢'.repeat(60)).toString('latin1').split('=\r\n');
    for (const line of lines) expect(line).toMatch(/^(?:=E6=BC=A2)+$/);
    expect(lines.length).toBeGreaterThan(1);
  });

  it.each([
    ['a\r\nb\rc\n', 'a\r\nb\r\nc\r\n'],
    ['.dot\n', '=2Edot\r\n'],
    ['From me\nFromage\n', '=46rom me\r\nFromage\r\n'],
    ['end \ntab\t\n', 'end=20\r\ntab=09\r\n'],
    ['1=2\n', '1=3D2\r\n'],
    ['', ''],
  ])('encodes %j', (value, encoded) => {
    expect(encodeQuotedPrintable(value).toString('latin1')).toBe(encoded);
  });
});
