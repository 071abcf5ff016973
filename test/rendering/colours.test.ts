import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emailFolder } from './email-templates.js';

type Theme = Readonly<Record<'paper' | 'card' | 'ink' | 'quiet' | 'rule' | 'accent', string>>;

const tokens = JSON.parse(readFileSync(join(emailFolder, 'tokens.json'), 'utf8')) as {
  light: Theme;
  dark: Theme;
};

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const theme = tokens[name];

  it.each([
    ['ink', 'paper'],
    ['quiet', 'paper'],
    ['accent', 'paper'],
    ['ink', 'card'],
    ['quiet', 'card'],
    ['accent', 'card'],
    ['card', 'accent'],
  ] as const)('has text in %s on %s with a contrast of 4.5 or more', (text, background) => {
    expect(contrast(theme[text], theme[background])).toBeGreaterThanOrEqual(4.5);
  });
});

it('knows black on white as 21', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21);
});
