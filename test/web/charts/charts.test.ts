import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../src/model/calendar-date.js';
import { areaChart } from '../../../src/web/charts/area-chart.js';
import { barChart } from '../../../src/web/charts/bar-chart.js';
import type { ChartDays } from '../../../src/web/charts/day-frame.js';
import type { Drawing } from '../../../src/web/charts/drawing.js';
import { lineChart } from '../../../src/web/charts/line-chart.js';
import { spark } from '../../../src/web/charts/spark.js';
import { strip } from '../../../src/web/charts/strip.js';
import { dayTicks, ticks } from '../../../src/web/charts/ticks.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const texts = (await shippedTexts()).en;

const daysOf = (count: number, last = '2026-03-24') =>
  Array.from({ length: count }, (_, index) => addDays(last, index + 1 - count));
const chartDays = (count: number, doubtful: readonly number[] = []): ChartDays => ({
  days: daysOf(count),
  doubtful: daysOf(count).map((_, index) => doubtful.includes(index)),
});
const pathOf = (drawing: Drawing, look: string) => drawing.paths.find((path) => path.look === look)?.d;
const numbersOf = (drawing: Drawing) => drawing.texts.filter(({ x }) => x === 0).map(({ text }) => text);

describe('an axis', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [9, [0, 5, 10]],
    [50, [0, 20, 40, 60]],
    [1_000_000, [0, 500_000, 1_000_000]],
    [1_000_001, [0, 500_000, 1_000_000, 1_500_000]],
  ])('up to %d has round values', (highest, expected) => {
    expect(ticks(highest)).toEqual(expected);
  });

  it('of shares has tenths, and counts have none', () => {
    expect(ticks(0.3, false)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(0.3)).toEqual([0, 1]);
  });

  it('names days that are far enough apart', () => {
    const named = (count: number) => dayTicks(daysOf(count)).map((index) => daysOf(count)[index]);
    expect(named(30)).toEqual(['2026-02-24', '2026-03-03', '2026-03-10', '2026-03-17', '2026-03-24']);
    expect(named(90)).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
    expect(named(365)).toEqual(['2025-04-01', '2025-07-01', '2025-10-01', '2026-01-01']);
    expect(named(1)).toEqual(['2026-03-24']);
  });
});

describe('a chart by days', () => {
  it('leaves a gap where nothing was counted, and says 0 where it was', () => {
    const drawing = lineChart(texts, {
      ...chartDays(5),
      series: [{ tone: 'ink', values: [0, 10, null, 10, null] }],
      summary: 'It rose.',
    });
    expect(pathOf(drawing, 'chart-line tone-ink')).toBe('M92.8 170L214.4 26M457.6 26h0');
    expect(drawing.summary).toBe('It rose.');
    expect(numbersOf(drawing)).toEqual(['0', '5', '10']);
  });

  it('has its limits within its frame, and writes values as it is told', () => {
    const drawing = lineChart(texts, {
      ...chartDays(2),
      series: [{ tone: 'ink', values: [0, 0.05] }],
      limits: [{ value: 0.3, tone: 'bad' }],
      words: (value) => `${value} %`,
      isWhole: false,
      summary: '',
    });
    expect(pathOf(drawing, 'chart-limit tone-bad')).toBe('M0 26H640');
    expect(numbersOf(drawing)).toEqual(['0 %', '0.1 %', '0.2 %', '0.3 %']);
  });

  it('shades the days that are to be taken with care', () => {
    const drawing = areaChart(texts, {
      ...chartDays(10, [0, 1, 9]),
      series: [{ tone: 'good', values: daysOf(10).map(() => 4) }],
      summary: '',
    });
    expect(pathOf(drawing, 'chart-shade')).toBe('M20 26H144V170H20ZM578 26H640V170H578Z');
  });

  it('lays areas on each other', () => {
    const drawing = areaChart(texts, {
      ...chartDays(4),
      series: [
        { tone: 'good', values: [2, 4, null, 4] },
        { tone: 'warn', values: [0, 4, 1, 0] },
      ],
      summary: '',
    });
    expect(pathOf(drawing, 'chart-area tone-good')).toBe(
      'M97.5 134L252.5 98L252.5 170L97.5 170ZM485 98H640V170H485Z',
    );
    expect(pathOf(drawing, 'chart-area tone-warn')).toBe(
      'M97.5 134L252.5 26L252.5 98L97.5 134ZM485 98H640V98H485Z',
    );
  });

  it('has bars of one scale up and down', () => {
    const drawing = barChart(texts, {
      ...chartDays(2),
      up: [{ tone: 'good', values: [20, 0] }],
      down: [{ tone: 'bad', values: [10, null] }],
      summary: '',
    });
    expect(pathOf(drawing, 'chart-bar tone-good')).toBe('M62.4 26H305.6V122H62.4Z');
    expect(pathOf(drawing, 'chart-bar tone-bad')).toBe('M62.4 122H305.6V170H62.4Z');
    expect(numbersOf(drawing)).toEqual(['0', '5', '10', '15', '20', '5', '10']);
  });

  it('lays bars on each other with a seam, where both are high enough to be told apart', () => {
    const drawing = barChart(texts, {
      ...chartDays(2),
      up: [
        { tone: 'ink', values: [10, 0] },
        { tone: 'bad', values: [10, 20] },
      ],
      down: [
        { tone: 'warn', values: [5, 0] },
        { tone: 'quiet', values: [5, 0] },
      ],
      summary: '',
    });
    const edges = (tone: string) =>
      [
        ...(pathOf(drawing, `chart-bar tone-${tone}`) ?? '').matchAll(/M[\d.]+ ([\d.]+)H[\d.]+V([\d.]+)/g),
      ].map(([, from, to]) => [Number(from), Number(to)]);
    expect(edges('ink')).toEqual([[74, 122]]);
    expect(edges('bad')).toEqual([
      [26, 73],
      [26, 122],
    ]);
    expect(edges('warn')).toEqual([[122, 146]]);
    expect(edges('quiet')).toEqual([[147, 170]]);
    const thin = barChart(texts, {
      ...chartDays(1),
      up: [
        { tone: 'ink', values: [1000] },
        { tone: 'bad', values: [1] },
      ],
      summary: '',
    });
    expect(pathOf(thin, 'chart-bar tone-bad')).toMatch(/^M[\d.]+ 73\.9H[\d.]+V74H/);
  });

  it('has fewer numbers where both ways are long', () => {
    const drawing = barChart(texts, {
      ...chartDays(1),
      up: [{ tone: 'good', values: [20] }],
      down: [{ tone: 'bad', values: [17] }],
      summary: '',
    });
    expect(numbersOf(drawing)).toEqual(['0', '10', '20', '10', '20']);
  });

  it('stays within its frame, whatever it shows', () => {
    const value = fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: null });
    const columns = fc.array(fc.tuple(value, value), { minLength: 0, maxLength: 400 });
    fc.assert(
      fc.property(columns, (rows) => {
        const days = chartDays(rows.length, [0]);
        const series = [0, 1].map((at) => ({
          tone: 'ink' as const,
          values: rows.map((row) => row[at] ?? null),
        }));
        const [one = series[0], other = series[0]] = series;
        if (one === undefined || other === undefined) throw new Error('no series');
        const drawings = [
          lineChart(texts, { ...days, series, summary: '' }),
          areaChart(texts, { ...days, series, summary: '' }),
          barChart(texts, { ...days, up: [one], down: [other], summary: '' }),
          spark(one.values, ''),
          strip(
            one.values.map((there) => (there === null ? null : 'good')),
            '',
          ),
        ];
        for (const { width, height, paths, texts: words } of drawings) {
          for (const { d } of paths) {
            expect(d).toMatch(/^M[\d MLHVZhv.]+$/);
            for (const [, x = '', y = ''] of d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
              expect(Number(x) <= width && Number(y) <= height).toBe(true);
            }
          }
          for (const { x, y } of words) expect(x >= 0 && x <= width && y > 0 && y <= height).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a line in a cell', () => {
  it('shows the shape between the lowest and the highest value', () => {
    const { paths, summary } = spark([990, null, 1_000], 'From 990 to 1,000.');
    expect(paths.map(({ d }) => d)).toEqual(['M4 28h0M116 4h0', 'M116 4h0']);
    expect(summary).toBe('From 990 to 1,000.');
  });

  it.each([
    ['nothing', [], []],
    ['nothing that was counted', [null, null], []],
    ['one value', [7], ['M60 16h0', 'M60 16h0']],
    ['the same all the time', [7, 7], ['M4 16L116 16', 'M116 16h0']],
  ])('of %s', (_what, values, expected) => {
    expect(spark(values, '').paths.map(({ d }) => d)).toEqual(expected);
  });
});

it('a strip has a cell for each moment, the worse the taller, and none where nobody looked', () => {
  const { width, paths } = strip(['good', null, 'bad', 'good'], '');
  expect(width).toBe(46);
  expect(paths).toEqual([
    { look: 'chart-bar tone-good', d: 'M0 10H10V16H0ZM36 10H46V16H36Z' },
    { look: 'chart-bar tone-bad', d: 'M24 2H34V16H24Z' },
  ]);
});
