import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentFault, contrastPairs, grounds, ownAccents, themes } from '../../src/brand/accents.js';
import { contrastRatio, nearestPassing, parseColour, ratioText } from '../../src/brand/contrast.js';

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#FFFFFF', 21],
    ['#FFFFFF', '#FFFFFF', 1],
    // The greys and blues of the examples that WCAG's techniques and their checkers name.
    ['#767676', '#FFFFFF', 4.54],
    ['#777777', '#FFFFFF', 4.48],
    ['#949494', '#FFFFFF', 3.03],
    ['#959595', '#FFFFFF', 2.99],
    ['#0000FF', '#FFFFFF', 8.59],
    ['#FF0000', '#FFFFFF', 4],
    ['#008000', '#FFFFFF', 5.14],
    ['#FFFF00', '#FFFFFF', 1.07],
    ['#0000FF', '#000000', 2.44],
  ])('%s and %s: %f', (one, other, ratio) => {
    expect(contrastRatio(one, other)).toBeCloseTo(ratio, 1);
    expect(contrastRatio(other, one)).toBe(contrastRatio(one, other));
    expect(Math.abs(contrastRatio(one, other) - ratio)).toBeLessThan(0.01);
  });

  it('is cut where it is shown, so that nothing seems to pass', () => {
    expect(ratioText(4.4999)).toBe('4.49:1');
    expect(ratioText(21)).toBe('21.00:1');
  });
});

describe('a colour', () => {
  it.each([
    ['8a2b1d', '#8A2B1D'],
    ['#8A2B1D', '#8A2B1D'],
    ['#abc', '#AABBCC'],
    ['rgb(1,2,3)', null],
    ['#12345', null],
    ['#8A2B1DFF', null],
    ['red', null],
    ['#8A2B1D;}body{display:none', null],
    ['', null],
  ])('is read from %j as %j', (text, colour) => {
    expect(parseColour(text)).toBe(colour);
  });
});

describe('an accent', () => {
  it('of Broadsheet passes in both themes, and stands where pages and mails have it', () => {
    const css = readFileSync(new URL('../../public/broadsheet.css', import.meta.url), 'utf8').toUpperCase();
    const tokens = JSON.parse(
      readFileSync(new URL('../../templates/email/tokens.json', import.meta.url), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const blocks = [...css.matchAll(/:ROOT \{([^}]*)\}/g)].map(([, body = '']) => body);
    for (const [at, theme] of themes.entries()) {
      expect(accentFault(theme, ownAccents[theme])).toBeNull();
      const colours = { ...grounds[theme], accent: ownAccents[theme] };
      for (const [name, colour] of Object.entries(colours)) {
        expect(blocks[at], `${theme} ${name}`).toContain(`--${name.toUpperCase()}: ${colour};`);
        expect(tokens[theme]?.[name], `${theme} ${name}`).toBe(colour);
      }
    }
  });

  it.each([
    ['light', '#FFCC00', '1.44:1', '#FBFAF7'],
    ['light', '#777777', '4.29:1', '#FBFAF7'],
    ['dark', '#1B4F9C', '2.10:1', '#1B1E24'],
    ['dark', '#000000', '1.15:1', '#14161A'],
    ['light', '#FFFFFF', '1.00:1', '#FFFFFF'],
  ] as const)(
    'in the %s theme, %s is refused by its ratio and with one that passes',
    (theme, colour, ratio, ground) => {
      const fault = accentFault(theme, colour) ?? '';
      expect(fault).toContain(`${colour} with ${ground} has a contrast of ${ratio}`);
      const nearest = /passes is (#[0-9A-F]{6})$/.exec(fault)?.[1] ?? '';
      expect(accentFault(theme, nearest)).toBeNull();
    },
  );

  it('is mended to the nearest of its hue, whatever it is', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom(...themes), fc.tuple(channel, channel, channel), (theme, channels) => {
        const colour =
          `#${channels.map((part) => part.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
        const passing = nearestPassing(colour, Object.values(grounds[theme]), 4.5);
        const faults = contrastPairs(theme, passing).filter(({ ratio, needed }) => ratio < needed);
        expect(faults).toEqual([]);
        if (accentFault(theme, colour) === null) expect(passing).toBe(colour);
        // No further than it has to go: what is left over is less than the rounding of three channels.
        else expect(Math.min(...contrastPairs(theme, passing).map(({ ratio }) => ratio))).toBeLessThan(4.65);
      }),
      { numRuns: 200 },
    );
  });
});
