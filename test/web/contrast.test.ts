import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const styleOf = (name: string) => readFileSync(new URL(`../../public/${name}`, import.meta.url), 'utf8');
const css = styleOf('broadsheet.css');

/** As numbers or by a name; what is mixed of tokens is one of them. */
const COLOUR =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\([^)]*\)|(?<![\w-])(?:white|black|gr[ae]y|red|green|blue|yellow|orange|purple)(?![\w-])/gi;

/** The colours of the n-th block that defines tokens: light first, then dark. */
function tokens(block: number): ReadonlyMap<string, string> {
  const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body = '']) => body);
  return new Map(
    [...(blocks[block] ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const pairs = ['paper', 'card'].flatMap((ground) =>
  ['ink', 'quiet', 'accent', 'good', 'warn', 'bad'].map((text) => [text, ground] as const),
);

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_name, block) => {
  it.each([...pairs, ['on-accent', 'accent'] as const])('%s on %s holds 4.5:1', (text, ground) => {
    const colours = tokens(block);
    const [front, back] = [colours.get(text), colours.get(ground)];
    expect(front).toBeDefined();
    expect(back).toBeDefined();
    expect(contrast(front ?? '', back ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});

it.each([
  // A mail that brings no background of its own is read on white, as in any client.
  ['broadsheet.css', ['#ffffff']],
  // A QR code is read dark on light, in both themes.
  ['admin.css', ['#ffffff', '#000000']],
])('every colour of %s is a token', (name, fixed) => {
  const outside = styleOf(name).replace(/:root \{[^}]*\}/g, '');
  const values = [...outside.matchAll(/:\s*([^;{}]+);/g)].map(([, value = '']) => value);
  const colours = values.flatMap((value) => value.match(COLOUR) ?? []);
  expect(colours).toEqual(fixed);
});
