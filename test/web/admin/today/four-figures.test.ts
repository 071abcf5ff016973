import { beforeAll, describe, expect, it } from 'vitest';
import { loadTexts } from '../../../../src/i18n/load-texts.js';
import type { Texts } from '../../../../src/i18n/texts.js';
import { fourFigures } from '../../../../src/web/admin/today/four-figures.js';

describe('the four figures of the desk', () => {
  let texts: Texts;
  beforeAll(async () => {
    texts = (await loadTexts()).en;
  });
  const told = (...days: Parameters<typeof fourFigures>[1]) =>
    fourFigures(texts, days).map(({ name, value, note }) => `${name}: ${value}, ${note}`);

  it('are not zero before anything was counted', () => {
    expect(told().slice(0, 3)).toEqual([
      'Readers: –, Not counted yet.',
      'Joined: –, Not counted yet.',
      'Left: –, Not counted yet.',
    ]);
  });

  it('are zero on a counted day on which nothing happened', () => {
    const sums = { readers: 240 };
    expect(told({ day: '2026-11-30', incomplete: false, sums }).slice(0, 3)).toEqual([
      'Readers: 240, +0 in 30 days',
      'Joined: 0, in 30 days',
      'Left: 0, in 30 days',
    ]);
  });
});
