import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype, { type Font } from 'opentype.js';

/** Letters as outlines, so that nothing depends on the fonts of a machine. */
export interface Lettering {
  /** What of a text can be drawn; letters of other scripts, and emoji, are left out. */
  drawable(text: string): string;
  width(text: string, size: number): number;
  /** The commands of an SVG path, from a point on the baseline. */
  outline(text: string, x: number, y: number, size: number): string;
}

/** Latin first: most texts need no other. Each file holds one script (SIL Open Font License 1.1). */
const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'];

/** What stands for signs that the typefaces lack; others give way to compatible letters (`2` for `₂`). */
const LIKE: Readonly<Record<string, string>> = { '≤': '<=', '≥': '>=', '≠': '!=', '→': '->', '←': '<-' };

const require = createRequire(import.meta.url);

/**
 * Reads a typeface, which takes some tens of milliseconds.
 * @param family a package of @fontsource
 */
export function readLettering(family: string, weight: number): Lettering {
  const fonts = SCRIPTS.map((script) => {
    const file = readFileSync(
      require.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff`),
    );
    return opentype.parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer);
  });
  const fontOf = (character: string): Font | undefined =>
    fonts.find((font) => font.charToGlyphIndex(character) !== 0);
  return {
    drawable: (text) =>
      [...text.normalize('NFC')]
        .flatMap((character) =>
          fontOf(character) === undefined
            ? [...(LIKE[character] ?? character.normalize('NFKC'))]
            : [character],
        )
        .filter((character) => fontOf(character) !== undefined)
        .join('')
        .replace(/\s+/g, ' ')
        .trim(),
    width: (text, size) => sum(runs(text, fontOf).map(([font, run]) => font.getAdvanceWidth(run, size))),
    outline: (text, x, y, size) => {
      let at = x;
      return runs(text, fontOf)
        .map(([font, run]) => {
          const path = font.getPath(run, at, y, size).toPathData(1);
          at += font.getAdvanceWidth(run, size);
          return path;
        })
        .join('');
    },
  };
}

/** Stretches of one font. */
function runs(text: string, fontOf: (character: string) => Font | undefined): [Font, string][] {
  const found: [Font, string][] = [];
  for (const character of text) {
    const font = fontOf(character);
    if (font === undefined) continue;
    const last = found.at(-1);
    if (last !== undefined && last[0] === font) last[1] += character;
    else found.push([font, character]);
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
