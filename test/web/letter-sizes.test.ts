import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const styleOf = (name: string) => readFileSync(new URL(`../../public/${name}`, import.meta.url), 'utf8');

/** What is written in a drawing is measured in units of the drawing, which grow with it. */
const IN_DRAWINGS = /\.chart-text$/;

/** Each rule with its declarations; a rule within a condition stands for itself. */
function* rulesOf(css: string): Generator<{ selector: string; body: string }> {
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    yield { selector: selector.trim(), body };
  }
}

// WCAG 2.2, 1.4.4: a browser that was told to show larger letters does so only where a size is relative.
describe.each(['broadsheet.css', 'admin.css'])('%s', (name) => {
  it('has no size of letters in px', () => {
    const fixed = [...rulesOf(styleOf(name))].filter(
      ({ selector, body }) => !IN_DRAWINGS.test(selector) && /(?:^|[;\s])font(?:-size)?:[^;]*\dpx/.test(body),
    );
    expect(fixed).toEqual([]);
  });

  it('turns to its narrow form by widths that grow with the letters', () => {
    expect([...styleOf(name).matchAll(/@media[^{]*width[^{]*px[^{]*/g)]).toEqual([]);
  });
});
