import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upvotesChart } from '../../../src/web/charts/upvotes-chart.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = await shippedTexts();

const start = Date.parse('2026-03-23T08:00:00Z');
const at = (minutes: number): Date => new Date(start + minutes * 60_000);

describe('a chart of upvotes', () => {
  it('is one line from the first look to the last', () => {
    const chart = upvotesChart(texts.en, [
      { at: at(0), upvotes: 0 },
      { at: at(60), upvotes: 30 },
      { at: at(120), upvotes: 40 },
    ]);
    expect(chart).toMatchObject({
      line: 'M64 168L314 54L564 16',
      fill: 'M64 168L64 168L314 54L564 16L564 168Z',
      last: { text: '40' },
    });
    expect(chart?.numbers.map(({ text }) => text)).toEqual(['0', '20', '40']);
    expect(chart?.rows.map(({ value }) => value)).toEqual(['0', '30', '40']);
  });

  it('is not drawn for fewer than two moments', () => {
    expect(upvotesChart(texts.en, [])).toBeNull();
    expect(upvotesChart(texts.en, [{ at: at(0), upvotes: 3 }])).toBeNull();
    const twice = [
      { at: at(0), upvotes: 3 },
      { at: at(0), upvotes: 4 },
    ];
    expect(upvotesChart(texts.en, twice)).toBeNull();
  });

  it('stays within its frame and keeps its table short', () => {
    const looks = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 2_000_000 })),
      {
        minLength: 2,
        maxLength: 240,
      },
    );
    fc.assert(
      fc.property(looks, (steps) => {
        let minutes = 0;
        const points = steps.map(([step, upvotes]) => {
          minutes += step;
          return { at: at(minutes), upvotes };
        });
        const chart = upvotesChart(texts.en, points);
        if (chart === null) throw new Error('no chart');
        const places = chart.line.slice(1).split('L');
        expect(places).toHaveLength(points.length);
        for (const place of places) {
          const [x = -1, y = -1] = place.split(' ').map(Number);
          expect(x >= 64 && x <= 564 && y >= 16 && y <= 168).toBe(true);
        }
        expect(chart.rows.length).toBe(Math.min(points.length, 24));
        expect(chart.rows.at(-1)?.iso).toBe(points.at(-1)?.at.toISOString());
        for (const { text } of chart.numbers) expect(text).toMatch(/^[\d,]+$/);
      }),
    );
  });
});
