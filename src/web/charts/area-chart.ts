import type { Texts } from '../../i18n/texts.js';
import { type ChartDays, type DayFrame, dayFrame, type Series, stacked } from './day-frame.js';
import { boxPath, type Drawing, place, runsOf } from './drawing.js';
import { ticks } from './ticks.js';

export interface AreaChart extends ChartDays {
  /** From the lowest to the highest. */
  readonly series: readonly Series[];
  readonly summary: string;
}

/** Areas on each other, by day, from 0 on. A day on which one of them was not counted is a gap in all. */
export function areaChart(texts: Texts, chart: AreaChart): Drawing {
  const areas = stacked(chart.series);
  const highest = Math.max(0, ...areas.flatMap(({ edges }) => edges.map((edge) => edge?.[1] ?? 0)));
  const frame = dayFrame(texts, chart, { up: ticks(highest) });
  const paths = areas.map(({ tone, edges }) => ({
    look: `chart-area tone-${tone}`,
    d: runsOf(edges)
      .map((run) => areaPath(run, edges, frame))
      .join(''),
  }));
  return {
    ...{ width: frame.width, height: frame.height, summary: chart.summary, texts: frame.texts },
    paths: [...frame.paths, ...paths.filter(({ d }) => d !== '')],
  };
}

function areaPath(
  run: readonly number[],
  edges: readonly (readonly [number, number] | null)[],
  { x, y, left }: DayFrame,
): string {
  const [first = 0] = run;
  const [low, high] = edges[first] ?? [0, 0];
  // A day between two that were not counted has its own width.
  if (run.length === 1) return boxPath(left(first), y(high), left(first + 1), y(low));
  const points = (edge: 0 | 1) =>
    run.map((index) => `${place(x(index))} ${place(y(edges[index]?.[edge] ?? 0))}`);
  return `M${[...points(1), ...points(0).reverse()].join('L')}Z`;
}
